//! How often something may be asked for, by key.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// How many keys are remembered before those are forgotten that have their whole share again.
const KEYS_KEPT: usize = 10_000;

/// A share a minute for each key, which may be used at once and comes back evenly.
pub struct Rate<K: Clone + Eq + Hash> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
}

impl<K: Clone + Eq + Hash> Rate<K> {
    /// So many a minute for each.
    pub fn per_minute(share: NonZeroU32) -> Self {
        Self { limiter: RateLimiter::keyed(Quota::per_minute(share)), clock: DefaultClock::default() }
    }

    /// Takes one of a key's share.
    ///
    /// # Errors
    /// Where it is used up: how long until the next one.
    pub fn check(&self, key: &K) -> Result<(), Duration> {
        if self.limiter.len() > KEYS_KEPT {
            self.limiter.retain_recent();
        }
        let used_up = self.limiter.check_key(key);
        used_up.map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_a_share_and_hears_when_the_next_comes() {
        let rate = Rate::per_minute(NonZeroU32::new(3).expect("it is not 0"));
        for _ in 0..3 {
            assert_eq!(rate.check(&"a"), Ok(()));
        }
        let wait = rate.check(&"a").expect_err("the share is used up");
        assert!(wait > Duration::from_secs(15) && wait <= Duration::from_secs(20), "{wait:?}");
        assert_eq!(rate.check(&"b"), Ok(()));
    }

    #[test]
    fn keys_that_come_once_are_forgotten() {
        let rate = Rate::per_minute(NonZeroU32::new(1000).expect("it is not 0"));
        for key in 0..=KEYS_KEPT {
            assert_eq!(rate.check(&key), Ok(()));
        }
        // One of a share comes back in 60 ms, and a new key's share is whole after two.
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(rate.check(&0), Ok(()));
        assert!(rate.limiter.len() < 10, "{}", rate.limiter.len());
    }
}
