//! When the server hears of the CPU time.

use std::time::{Duration, Instant};

/// How often, once a run goes on for long.
const INTERVAL: Duration = Duration::from_secs(1);

/// How often at first: a program that does nothing but compute is known soon, and makes way for others.
const FIRST_INTERVAL: Duration = Duration::from_millis(250);

/// How many come as often as at first.
const FIRST_COUNT: u32 = 8;

/// The clock of the reports.
pub(crate) struct Heartbeat {
    due: Instant,
    told: u32,
}

impl Heartbeat {
    /// A run begins.
    pub(crate) fn new(now: Instant) -> Self {
        Self { due: now + FIRST_INTERVAL, told: 0 }
    }

    /// When the next report is due.
    pub(crate) fn due(&self) -> Instant {
        self.due
    }

    /// The server has been told.
    pub(crate) fn told(&mut self, now: Instant) {
        self.told = self.told.saturating_add(1);
        self.due = now + if self.told < FIRST_COUNT { FIRST_INTERVAL } else { INTERVAL };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_come_often_at_first_and_then_once_a_second() {
        let begun = Instant::now();
        let mut heartbeat = Heartbeat::new(begun);
        let times: Vec<u128> = std::iter::repeat_with(|| {
            let due = heartbeat.due();
            heartbeat.told(due);
            due.duration_since(begun).as_millis()
        })
        .take(10)
        .collect();
        assert_eq!(times, [250, 500, 750, 1000, 1250, 1500, 1750, 2000, 3000, 4000]);
    }
}
