//! Output on its way to the screen: which bytes are new, when to ack, and whether the terminal may answer.

use std::collections::VecDeque;

use super::boundary::Boundary;

/// Unacked output from which an ack is due although the terminal still has work.
const ACK_BYTES: u64 = 32 * 1024;

/// Where one session's output stands, in bytes from its start.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// What has arrived.
    received: u64,
    /// What the terminal has parsed.
    parsed: u64,
    /// What the server knows of that.
    acked: u64,
    /// The output before this was on a screen already, perhaps on another page's: queries in it were answered.
    answered: u64,
    boundary: Boundary,
    /// Where the frames that are not parsed end, and the last place up to there at which output can be cut.
    frames: VecDeque<(u64, u64)>,
    /// The last such place in what is parsed.
    clean: u64,
}

/// What a frame brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived<'a> {
    /// How many bytes before these are lost.
    pub missing: u64,
    /// The bytes that were not here before.
    pub bytes: &'a [u8],
    /// How many of those were on a screen before all the same.
    pub told: usize,
}

impl Output {
    /// Output of which a screen is kept that ends at `offset`.
    pub fn restored(offset: u64) -> Self {
        Self {
            received: offset,
            parsed: offset,
            acked: offset,
            answered: offset,
            boundary: Boundary::at(offset),
            frames: VecDeque::new(),
            clean: offset,
        }
    }

    /// Where a terminal that shows what this one has parsed can go on.
    pub fn clean(&self) -> u64 {
        self.clean
    }

    /// The offset from which output is still to come.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Takes a frame: bytes that are here already are left out, a gap is named.
    pub fn arrive<'a>(&mut self, offset: u64, bytes: &'a [u8]) -> Arrived<'a> {
        let known = self.received.saturating_sub(offset).min(bytes.len() as u64) as usize;
        let missing = self.skip_to(offset);
        let bytes = &bytes[known..];
        let told = (self.answered.saturating_sub(self.received) as usize).min(bytes.len());
        self.received += bytes.len() as u64;
        self.boundary.follow(bytes);
        self.frames.push_back((self.received, self.boundary.clean()));
        Arrived { missing, bytes, told }
    }

    /// Output before `offset` will not come. Says how much that is.
    pub fn skip_to(&mut self, offset: u64) -> u64 {
        let missing = offset.saturating_sub(self.received);
        if missing > 0 {
            self.received = offset;
            self.boundary = Boundary::at(offset);
        }
        missing
    }

    /// The terminal has parsed everything before `offset`.
    pub fn parse(&mut self, offset: u64) {
        self.parsed = self.parsed.max(offset.min(self.received));
        while let Some((_, clean)) = self.frames.pop_front_if(|(end, _)| *end <= self.parsed) {
            self.clean = clean;
        }
    }

    /// The ack to send now: when the terminal is idle or enough has been parsed. Never a timer's
    /// work, because hidden tabs throttle timers and the program would stall.
    pub fn ack_due(&mut self) -> Option<u64> {
        let news = self.parsed - self.acked;
        let due = news >= ACK_BYTES || (news > 0 && self.parsed == self.received);
        due.then(|| {
            self.acked = self.parsed;
            self.acked
        })
    }

    /// The session goes on on another socket, which has heard of no ack after `acked`.
    pub fn resume(&mut self, acked: u64) {
        self.acked = acked.min(self.parsed);
        self.answered = self.answered.max(acked);
    }

    /// Whether everything that came is parsed.
    pub fn is_parsed_up_to(&self, offset: u64) -> bool {
        self.parsed >= offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_comes_twice_is_taken_once() {
        let mut output = Output::default();
        assert_eq!(output.arrive(0, b"abc").bytes, b"abc");
        assert_eq!(output.arrive(1, b"bcd"), Arrived { missing: 0, bytes: b"d", told: 0 });
        assert_eq!(output.arrive(0, b"abcd").bytes, b"");
        assert_eq!(output.received(), 4);
    }

    #[test]
    fn a_gap_is_named() {
        let mut output = Output::default();
        output.arrive(0, b"abc");
        assert_eq!(output.arrive(10, b"xyz"), Arrived { missing: 7, bytes: b"xyz", told: 0 });
        assert_eq!(output.received(), 13);
    }

    #[test]
    fn acks_wait_for_the_terminal_and_come_together() {
        let mut output = Output::default();
        output.arrive(0, &[0; 1000]);
        assert_eq!(output.ack_due(), None, "nothing is parsed yet");
        output.parse(400);
        assert_eq!(output.ack_due(), None, "more is about to be parsed");
        output.parse(1000);
        assert_eq!(output.ack_due(), Some(1000));
        assert_eq!(output.ack_due(), None, "the server knows");
    }

    #[test]
    fn a_flood_is_acked_before_it_ends() {
        let mut output = Output::default();
        output.arrive(0, &vec![0; 100_000]);
        output.parse(ACK_BYTES);
        assert_eq!(output.ack_due(), Some(ACK_BYTES));
    }

    #[test]
    fn what_was_on_another_screen_is_told_apart() {
        let mut output = Output::default();
        output.resume(5);
        assert_eq!(output.arrive(0, b"abc").told, 3);
        assert_eq!(output.arrive(3, b"defg").told, 2);
        assert_eq!(output.arrive(7, b"h").told, 0);
    }

    #[test]
    fn a_kept_screen_goes_on_where_nothing_is_unfinished() {
        let mut output = Output::default();
        output.arrive(0, b"ab\x1b[3");
        output.arrive(5, b"1mc");
        assert_eq!(output.clean(), 0, "nothing is parsed");
        output.parse(5);
        assert_eq!(output.clean(), 2);
        output.parse(8);
        assert_eq!(output.clean(), 8);
        assert_eq!(Output::restored(8).received(), 8);
    }

    #[test]
    fn a_resumed_session_acks_anew_what_the_server_has_not_heard() {
        let mut output = Output::default();
        output.arrive(0, b"abc");
        output.parse(3);
        output.ack_due();
        output.resume(1);
        assert_eq!(output.ack_due(), Some(3));
    }
}
