//! How much output is under way at once: what the client deals with in a moment.
//!
//! Control overtakes output here, but not in the buffers of sockets, proxies and browsers. A whole window
//! in front of a client that reads 64 KB/s would keep the answer to Stop from it for four seconds. So one
//! frame in each round trip is timed from its sending to its ack. While the delay is near the quickest one
//! seen, twice as much may be under way in the next round trip, as TCP starts. When it grows, the limit is
//! the client's rate times the delay that is allowed (Little's law): the quickest and [`QUEUEING`] more. So
//! a client that is far is not taken for one that is slow.

use std::time::Duration;

use protocol::OUTPUT_WINDOW_BYTES;
use tokio::time::Instant;

/// How long output may wait on its way, beside the time that the way takes.
const QUEUEING: Duration = Duration::from_millis(100);

/// What is under way at least, and at first.
const LIMIT_BYTES_MIN: u64 = 8 * 1024;

/// How long acks may stay away before more is sent without them, at least and at most; in between, twice
/// the last delay. Clients may ack as seldom as twice a window.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(2));

/// Decides how much may be sent, from when acks come.
#[derive(Debug)]
pub(super) struct Pace {
    acked: u64,
    sent: u64,
    /// How much may be under way.
    limit: u64,
    timed: Option<Timed>,
    quickest: Duration,
    /// What the last timed frame took.
    delay: Duration,
    /// When something was last sent or acked.
    active_at: Instant,
}

/// A frame whose ack is waited for.
#[derive(Debug)]
struct Timed {
    end: u64,
    at: Instant,
    /// What was acked when it was sent.
    acked: u64,
}

impl Pace {
    /// For a client that has acked so much of what is there.
    pub(super) fn new(acked: u64, now: Instant) -> Self {
        Self {
            acked,
            sent: acked,
            limit: LIMIT_BYTES_MIN,
            timed: None,
            quickest: Duration::MAX,
            delay: Duration::ZERO,
            active_at: now,
        }
    }

    /// How many bytes may follow offset `sent`.
    pub(super) fn room(&self, sent: u64) -> u64 {
        (self.acked + self.limit).saturating_sub(sent)
    }

    /// How far past the last ack the program may print: what is under way, and as much again to follow it.
    pub(super) fn window(&self) -> u64 {
        self.limit * 2
    }

    /// How much one frame has at most: a client acks frames, and the first should not be all there is.
    pub(super) fn frame_bytes_max(&self) -> u64 {
        self.limit / 2
    }

    /// Output up to `end` is sent.
    pub(super) fn sent(&mut self, end: u64, now: Instant) {
        self.sent = end;
        self.active_at = now;
        // An ack of what was acked before, which a client may ask for again, never comes.
        if self.timed.is_none() && end > self.acked {
            self.timed = Some(Timed { end, at: now, acked: self.acked });
        }
    }

    /// The client has acked everything before `offset`.
    pub(super) fn acked(&mut self, offset: u64, now: Instant) {
        if offset <= self.acked {
            return;
        }
        self.acked = offset;
        self.active_at = now;
        let Some(timed) = self.timed.take_if(|timed| timed.end <= offset) else { return };
        self.delay = now - timed.at;
        self.quickest = self.quickest.min(self.delay);
        let allowed = self.quickest + QUEUEING;
        let delivered = u128::from(offset - timed.acked);
        let fair = (delivered * allowed.as_micros() / self.delay.as_micros().max(1)) as u64;
        // Twice as much, as far as that is what was used or what the client has shown that it can take.
        let more = fair.max(2 * (self.sent - timed.acked)).min(2 * self.limit);
        // A client that has dealt with all there was waited for more: a hidden page, say, whose
        // timers tick once a second.
        let limit = if self.delay <= self.quickest + QUEUEING / 2 || offset >= self.sent {
            more.max(self.limit)
        } else if self.delay <= allowed {
            fair.max(self.limit)
        } else {
            fair
        };
        self.limit = limit.clamp(LIMIT_BYTES_MIN, OUTPUT_WINDOW_BYTES);
    }

    /// When more may be sent although no ack has come; `None` where there is room or the window is full.
    pub(super) fn lifts_at(&self) -> Option<Instant> {
        let stuck = self.room(self.sent) == 0 && self.limit < OUTPUT_WINDOW_BYTES;
        stuck.then(|| self.active_at + (self.delay * 2).clamp(PATIENCE.0, PATIENCE.1))
    }

    /// Lets more be sent without an ack.
    pub(super) fn lift(&mut self, now: Instant) {
        self.limit = (self.limit * 2).min(OUTPUT_WINDOW_BYTES);
        self.active_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long a link is simulated, one way at a time.
    const WATCHED: Duration = Duration::from_secs(5);

    /// A client behind a link that takes so long both ways, which acks each frame at so many bytes a second.
    struct Link {
        round_trip: Duration,
        bytes_per_second: f64,
    }

    /// Floods the link. Returns how fast it went and how long the last frame took.
    async fn flood(link: &Link, pace: &mut Pace) -> (f64, Duration) {
        let started = Instant::now();
        let (mut sent, mut free_at) = (pace.acked, started);
        let from = sent;
        // (end, sent at, acked at)
        let mut frames = std::collections::VecDeque::new();
        let mut delay = Duration::ZERO;
        while started.elapsed() < WATCHED {
            let now = Instant::now();
            while frames.front().is_some_and(|(_, _, acked_at)| *acked_at <= now) {
                let (end, sent_at, _) = frames.pop_front().unwrap();
                pace.acked(end, now);
                delay = now - sent_at;
            }
            loop {
                let length = pace.room(sent).min(pace.frame_bytes_max()).min(32 * 1024);
                if length == 0 {
                    break;
                }
                sent += length;
                pace.sent(sent, now);
                let takes = Duration::from_secs_f64(length as f64 / link.bytes_per_second);
                free_at = free_at.max(now) + takes;
                frames.push_back((sent, now, free_at + link.round_trip));
            }
            let acked_at = frames.front().map(|(_, _, acked_at)| *acked_at);
            match pace.lifts_at() {
                Some(lifts_at) if acked_at.is_none_or(|acked_at| lifts_at < acked_at) => {
                    tokio::time::sleep_until(lifts_at).await;
                    pace.lift(Instant::now());
                }
                _ => tokio::time::sleep_until(acked_at.unwrap()).await,
            }
        }
        ((pace.acked - from) as f64 / WATCHED.as_secs_f64(), delay)
    }

    async fn check(round_trip_ms: u64, kilobytes_per_second: f64, least_share: f64, delay_ms_max: u64) {
        let link = Link {
            round_trip: Duration::from_millis(round_trip_ms),
            bytes_per_second: kilobytes_per_second * 1000.0,
        };
        let mut pace = Pace::new(0, Instant::now());
        let (rate, delay) = flood(&link, &mut pace).await;
        let possible =
            link.bytes_per_second.min(OUTPUT_WINDOW_BYTES as f64 / link.round_trip.as_secs_f64().max(1e-9));
        assert!(rate > possible * least_share, "{rate} of {possible} bytes a second");
        assert!(delay <= Duration::from_millis(delay_ms_max), "{delay:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_client_has_little_before_it_and_is_never_idle() {
        check(2, 64.0, 0.95, 180).await;
        check(20, 300.0, 0.95, 180).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_quick_client_gets_the_whole_window() {
        check(2, 50_000.0, 0.95, 10).await;
        check(10, 10_000.0, 0.95, 40).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_far_client_is_not_taken_for_a_slow_one() {
        check(300, 10_000.0, 0.7, 350).await;
        check(100, 1_000.0, 0.9, 250).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_slows_down_has_soon_little_before_it() {
        let mut link = Link { round_trip: Duration::from_millis(2), bytes_per_second: 20e6 };
        let mut pace = Pace::new(0, Instant::now());
        flood(&link, &mut pace).await;
        assert_eq!(pace.limit, OUTPUT_WINDOW_BYTES);
        let before = pace.acked;
        pace = Pace { sent: before, timed: None, ..pace };
        link.bytes_per_second = 64e3;
        let (_, delay) = flood(&link, &mut pace).await;
        assert!(delay <= Duration::from_millis(180), "{delay:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_acks_seldom_gets_a_window_in_a_second_and_then_without_waits() {
        let mut pace = Pace::new(0, Instant::now());
        let started = Instant::now();
        let (mut sent, mut half_windows) = (0, 0);
        while half_windows < 20 {
            let length = pace.room(sent).min(pace.frame_bytes_max());
            sent += length;
            if length > 0 {
                pace.sent(sent, Instant::now());
            }
            if sent - pace.acked >= OUTPUT_WINDOW_BYTES / 2 {
                half_windows += 1;
                pace.acked(sent, Instant::now());
            } else if let Some(lifts_at) = pace.lifts_at() {
                tokio::time::sleep_until(lifts_at).await;
                pace.lift(Instant::now());
            }
        }
        assert!(started.elapsed() <= Duration::from_secs(1), "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_hidden_page_that_acks_all_at_once_each_second_is_not_taken_for_a_slow_one() {
        let mut pace = Pace::new(0, Instant::now());
        flood(&Link { round_trip: Duration::from_millis(2), bytes_per_second: 64e3 }, &mut pace).await;
        assert!(pace.limit < 2 * LIMIT_BYTES_MIN, "{}", pace.limit);
        let mut sent = pace.sent;
        for _ in 0..6 {
            while pace.room(sent) > 0 {
                sent += pace.room(sent).min(pace.frame_bytes_max());
                pace.sent(sent, Instant::now());
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
            pace.acked(sent, Instant::now());
        }
        assert_eq!(pace.limit, OUTPUT_WINDOW_BYTES);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_acks_gets_a_window_and_no_more() {
        let mut pace = Pace::new(100, Instant::now());
        let mut sent = 100;
        loop {
            sent += pace.room(sent);
            pace.sent(sent, Instant::now());
            let Some(lifts_at) = pace.lifts_at() else { break };
            tokio::time::sleep_until(lifts_at).await;
            pace.lift(Instant::now());
        }
        assert_eq!(sent, 100 + OUTPUT_WINDOW_BYTES);
    }

    #[tokio::test(start_paused = true)]
    async fn little_output_does_not_make_the_pace_slow() {
        let mut pace = Pace::new(0, Instant::now());
        flood(&Link { round_trip: Duration::from_millis(2), bytes_per_second: 20e6 }, &mut pace).await;
        let mut pace = Pace { sent: pace.acked, timed: None, ..pace };
        for _ in 0..100 {
            let end = pace.acked + 10;
            pace.sent(end, Instant::now());
            tokio::time::sleep(Duration::from_millis(3)).await;
            pace.acked(end, Instant::now());
        }
        assert_eq!(pace.limit, OUTPUT_WINDOW_BYTES);
    }
}
