//! How many of something each key has, bounded: connections of an address, sockets of a client.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts by key. Its clones count together.
#[derive(Clone)]
pub struct Occupancy<K> {
    each_max: usize,
    taken: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K: Clone + Eq + Hash + Send + Sync + 'static> Occupancy<K> {
    /// Nothing is taken, and each key gets `each_max`.
    pub fn new(each_max: usize) -> Self {
        Self { each_max, taken: Arc::default() }
    }

    /// Takes one for `key`; `None` where it has as many as it may.
    pub fn enter(&self, key: K) -> Option<Seat> {
        let mut taken = self.lock();
        let count = taken.get(&key).copied().unwrap_or_default();
        if count >= self.each_max {
            return None;
        }
        taken.insert(key.clone(), count + 1);
        drop(taken);
        let occupancy = self.clone();
        Some(Seat(Some(Box::new(move || occupancy.leave(&key)))))
    }

    fn leave(&self, key: &K) {
        let mut taken = self.lock();
        if let Some(count) = taken.get_mut(key) {
            *count -= 1;
            if *count == 0 {
                taken.remove(key);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, usize>> {
        // Every change is complete before anything that could panic.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was taken. Dropping it gives it back.
pub struct Seat(Option<Box<dyn FnOnce() + Send + Sync>>);

impl Seat {
    /// A seat that is not counted.
    pub fn exempt() -> Self {
        Self(None)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(leave) = self.0.take() {
            leave();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_bound_and_gets_back_what_is_dropped() {
        let occupancy = Occupancy::new(2);
        let seats = [occupancy.enter('a'), occupancy.enter('a'), occupancy.enter('b')];
        assert!(seats.iter().all(Option::is_some));
        assert!(occupancy.enter('a').is_none());
        drop(seats);
        assert!(occupancy.lock().is_empty());
        assert!(occupancy.enter('a').is_some());
    }

    #[test]
    fn an_exempt_seat_takes_nothing() {
        let occupancy = Occupancy::<char>::new(0);
        assert!(occupancy.enter('a').is_none());
        drop(Seat::exempt());
        assert!(occupancy.lock().is_empty());
    }
}
