//! Which sessions have a container, and the pair of uids that each has for itself.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::SessionId;

use crate::sandbox::SandboxError;

/// The uids of one container, which are its gids as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Uids {
    /// Of PID 1.
    pub(super) launcher: u32,
    /// Of the program.
    pub(super) program: u32,
}

/// All claims of one server.
#[derive(Clone)]
pub(super) struct Owners(Arc<Mutex<Table>>);

struct Table {
    first: u32,
    pairs: u32,
    next: u32,
    entries: HashMap<String, Entry>,
}

struct Entry {
    pair: u32,
    holder: Holder,
    /// The name of the directory, where a session has given it its own.
    directory: Option<String>,
}

#[derive(PartialEq, Eq)]
enum Holder {
    /// A [`Claim`] that lives.
    Claim,
    /// Nobody: the removal failed, and what is left is the sweep's.
    Sweep,
}

/// A session's right to a container, a directory and two uids, until it is dropped.
pub(super) struct Claim {
    owners: Owners,
    session: SessionId,
    uids: Uids,
}

impl Owners {
    pub(super) fn new(first: u32, count: u32) -> Self {
        let count = count.min(u32::MAX - first);
        Self(Arc::new(Mutex::new(Table { first, pairs: count / 2, next: 0, entries: HashMap::new() })))
    }

    /// Gives a session two uids that no other container has.
    pub(super) fn claim(&self, session: SessionId) -> Result<Claim, SandboxError> {
        let refused =
            |reason: &str| SandboxError::Engine { doing: "make a container", source: reason.into() };
        let mut table = self.table();
        if table.entries.contains_key(&session.to_string()) {
            return Err(refused("the session has one already"));
        }
        let used: HashSet<u32> = table.entries.values().map(|entry| entry.pair).collect();
        // Going round the range leaves a pair alone for as long as possible after its use.
        let free =
            (0..table.pairs).map(|step| (table.next + step) % table.pairs).find(|it| !used.contains(it));
        let pair = free.ok_or_else(|| refused("all uids of the configured range are in use"))?;
        table.next = (pair + 1) % table.pairs;
        table.entries.insert(session.to_string(), Entry { pair, holder: Holder::Claim, directory: None });
        let launcher = table.first + pair * 2;
        let uids = Uids { launcher, program: launcher + 1 };
        Ok(Claim { owners: self.clone(), session, uids })
    }

    /// The sessions with a living claim, as their directories and labels are named.
    pub(super) fn owned(&self) -> HashSet<String> {
        let table = self.table();
        let owned = table.entries.iter().filter(|(_, entry)| entry.holder == Holder::Claim);
        owned
            .flat_map(|(session, entry)| [Some(session), entry.directory.as_ref()])
            .flatten()
            .cloned()
            .collect()
    }

    /// Frees what failed removals left, once it is known to be gone.
    pub(super) fn free_swept(&self, sessions: &HashSet<String>) {
        self.table()
            .entries
            .retain(|session, entry| entry.holder == Holder::Claim || !sessions.contains(session));
    }

    /// The sessions that a failed removal left to the sweep.
    pub(super) fn left(&self) -> HashSet<String> {
        let table = self.table();
        let left = table.entries.iter().filter(|(_, entry)| entry.holder == Holder::Sweep);
        left.map(|(session, _)| session.clone()).collect()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    pub(super) fn session(&self) -> SessionId {
        self.session
    }

    pub(super) fn uids(&self) -> Uids {
        self.uids
    }

    /// From here on the claim's directory is also known by this name.
    pub(super) fn own_directory(&self, name: &str) {
        if let Some(entry) = self.owners.table().entries.get_mut(&self.session.to_string()) {
            entry.directory = Some(name.to_owned());
        }
    }

    /// Leaves what could not be removed to the sweep. Its uids stay taken until then.
    pub(super) fn leave_to_sweep(self) {
        if let Some(entry) = self.owners.table().entries.get_mut(&self.session.to_string()) {
            entry.holder = Holder::Sweep;
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let session = self.session.to_string();
        let mut table = self.owners.table();
        if table.entries.get(&session).is_some_and(|entry| entry.holder == Holder::Claim) {
            table.entries.remove(&session);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(number: u128) -> SessionId {
        SessionId::from_u128(number)
    }

    #[test]
    fn no_two_containers_share_a_uid_and_a_freed_one_rests() {
        let owners = Owners::new(1000, 7);
        let claims: Vec<_> = (0..3).map(|it| owners.claim(session(it)).unwrap()).collect();
        let mut uids: Vec<_> = claims.iter().flat_map(|it| [it.uids().launcher, it.uids().program]).collect();
        uids.sort_unstable();
        assert_eq!(uids, [1000, 1001, 1002, 1003, 1004, 1005]);
        assert!(owners.claim(session(3)).is_err());
        drop(claims);
        let first = owners.claim(session(4)).unwrap().uids();
        let second = owners.claim(session(5)).unwrap().uids();
        assert_ne!(first, second);
    }

    #[test]
    fn a_session_has_one_container() {
        let owners = Owners::new(1000, 8);
        let _claim = owners.claim(session(1)).unwrap();
        assert!(owners.claim(session(1)).is_err());
        assert_eq!(owners.owned(), HashSet::from([session(1).to_string()]));
    }

    #[test]
    fn what_is_left_to_the_sweep_keeps_its_uids_until_swept() {
        let owners = Owners::new(1000, 2);
        owners.claim(session(1)).unwrap().leave_to_sweep();
        assert!(owners.owned().is_empty());
        assert!(owners.claim(session(2)).is_err());
        owners.free_swept(&owners.left());
        assert!(owners.claim(session(2)).is_ok());
    }
}
