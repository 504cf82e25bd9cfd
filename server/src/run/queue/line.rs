//! The order in which waiting runs are served: pure, with no waiting of its own.

use std::collections::{HashMap, VecDeque};

use super::{AddressKey, ClientId, ClientKey, QueueLimits};

/// Names a place in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TicketId(u64);

/// Those who wait, in two rotations: of addresses, and of the clients of an address.
#[derive(Clone, Debug)]
pub(super) struct Line {
    limits: QueueLimits,
    next_id: u64,
    addresses: Rotation<AddressKey, Rotation<ClientId, VecDeque<TicketId>>>,
    waiting: usize,
    /// How many permits each address holds; none has 0.
    running: HashMap<AddressKey, usize>,
}

impl Line {
    pub(super) fn new(limits: QueueLimits) -> Self {
        Self { limits, next_id: 0, addresses: Rotation::default(), waiting: 0, running: HashMap::new() }
    }

    /// Another bound, also for those who run already: where they are more, nobody is served until they are fewer.
    pub(super) fn set_running_max(&mut self, running_max: usize) {
        self.limits.running_max = running_max;
    }

    pub(super) fn running(&self) -> usize {
        self.running.values().sum()
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Joins the line; `None` where it is full. [`Line::serve`] follows.
    pub(super) fn enter(&mut self, client: ClientKey) -> Option<TicketId> {
        if self.running() >= self.limits.running_max && self.waiting >= self.limits.waiting_max {
            return None;
        }
        let id = TicketId(self.next_id);
        self.next_id += 1;
        self.addresses.entry(client.address).entry(client.client).push_back(id);
        self.waiting += 1;
        Some(id)
    }

    /// Leaves the line without having been served.
    pub(super) fn leave(&mut self, id: TicketId, client: ClientKey) {
        let clients = self.addresses.entry(client.address);
        let tickets = clients.entry(client.client);
        let before = tickets.len();
        tickets.retain(|waiting| *waiting != id);
        self.waiting -= before - tickets.len();
        if tickets.is_empty() {
            clients.remove(&client.client);
        }
        if clients.is_empty() {
            self.addresses.remove(&client.address);
        }
    }

    /// A permit of this address is free again. [`Line::serve`] follows.
    pub(super) fn release(&mut self, address: AddressKey) {
        if let Some(running) = self.running.get_mut(&address) {
            *running -= 1;
            if *running == 0 {
                self.running.remove(&address);
            }
        }
    }

    /// Grants a free permit to who is next.
    pub(super) fn serve(&mut self) -> Option<TicketId> {
        if self.running() >= self.limits.running_max { None } else { self.take_next() }
    }

    /// Who will be served, in order, if nobody comes or goes.
    pub(super) fn order(&self) -> Vec<TicketId> {
        let mut line = self.clone();
        std::iter::from_fn(|| line.take_next()).collect()
    }

    /// Takes who is next out of the line, as if a permit were free. An address that holds its share
    /// steps back while one that does not waits.
    fn take_next(&mut self) -> Option<TicketId> {
        let share = self.limits.per_address_max.unwrap_or(usize::MAX);
        let running = &self.running;
        let below_share = |address: &AddressKey| running.get(address).is_none_or(|count| *count < share);
        let index = self.addresses.position(below_share).unwrap_or(0);

        let (address, mut clients) = self.addresses.take(index)?;
        let (client, mut tickets) = clients.take(0)?;
        let id = tickets.pop_front()?;
        if !tickets.is_empty() {
            clients.put_last(client, tickets);
        }
        if !clients.is_empty() {
            self.addresses.put_last(address, clients);
        }
        self.waiting -= 1;
        *self.running.entry(address).or_default() += 1;
        Some(id)
    }
}

/// Keys that take turns. Linear, since the line is short: its bound is a setting.
#[derive(Clone, Debug)]
struct Rotation<K, V>(VecDeque<(K, V)>);

impl<K, V> Default for Rotation<K, V> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<K: PartialEq, V: Default> Rotation<K, V> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a key, which takes the last turn if it is new.
    fn entry(&mut self, key: K) -> &mut V {
        let index = self.position(|known| *known == key).unwrap_or_else(|| {
            self.put_last(key, V::default());
            self.0.len() - 1
        });
        &mut self.0[index].1
    }

    fn position(&self, matches: impl Fn(&K) -> bool) -> Option<usize> {
        self.0.iter().position(|(key, _)| matches(key))
    }

    fn take(&mut self, index: usize) -> Option<(K, V)> {
        self.0.remove(index)
    }

    fn put_last(&mut self, key: K, value: V) {
        self.0.push_back((key, value));
    }

    fn remove(&mut self, key: &K) {
        self.0.retain(|(known, _)| known != key);
    }
}
