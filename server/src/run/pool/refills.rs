//! When each language's next container is made: one at a time of a language, and after failures with
//! growing pauses. Pure, but for the clock.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// How long after a failure the next container is made; doubled with each further failure.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// How many times that is doubled.
const RETRY_DOUBLINGS_MAX: u32 = 5;

/// What is being made, and what has to wait for another try, by language.
#[derive(Debug, Default)]
pub(super) struct Refills {
    by_language: HashMap<String, Refill>,
}

#[derive(Debug, Default)]
struct Refill {
    in_progress: bool,
    failures: u32,
    not_before: Option<Instant>,
}

impl Refills {
    /// How many are being made.
    pub(super) fn in_progress(&self) -> usize {
        self.by_language.values().filter(|refill| refill.in_progress).count()
    }

    /// When a container of this language may be made; `None` while one is being made.
    pub(super) fn may_start(&self, language: &str, now: Instant) -> Option<Instant> {
        match self.by_language.get(language) {
            Some(refill) if refill.in_progress => None,
            Some(refill) => Some(refill.not_before.unwrap_or(now)),
            None => Some(now),
        }
    }

    /// One is being made.
    pub(super) fn started(&mut self, language: &str) {
        self.by_language.entry(language.to_owned()).or_default().in_progress = true;
    }

    /// It has been made, or could not be.
    pub(super) fn ended(&mut self, language: &str, made: bool, now: Instant) {
        let refill = self.by_language.entry(language.to_owned()).or_default();
        refill.in_progress = false;
        if made {
            *refill = Refill::default();
        } else {
            let pause = RETRY_AFTER * 2_u32.pow(RETRY_DOUBLINGS_MAX.min(refill.failures));
            refill.not_before = Some(now + pause);
            refill.failures += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_language_neither_waits_nor_pauses_for_another() {
        let now = Instant::now();
        let mut refills = Refills::default();
        refills.started("java");
        assert_eq!((refills.may_start("java", now), refills.in_progress()), (None, 1));
        assert_eq!(refills.may_start("python", now), Some(now));
        refills.ended("java", false, now);
        assert_eq!(refills.may_start("java", now), Some(now + RETRY_AFTER));
        assert_eq!(refills.may_start("python", now), Some(now));
    }

    #[test]
    fn pauses_grow_up_to_a_bound_and_end_with_a_success() {
        let now = Instant::now();
        let mut refills = Refills::default();
        let pauses: Vec<u64> = std::iter::repeat_with(|| {
            refills.ended("python", false, now);
            refills.may_start("python", now).unwrap().duration_since(now).as_secs()
        })
        .take(8)
        .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 32, 32]);
        refills.ended("python", true, now);
        assert_eq!(refills.may_start("python", now), Some(now));
    }
}
