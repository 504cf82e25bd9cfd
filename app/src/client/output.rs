//! Output on its way to the screen: which bytes are new, and when to ack.

/// Unacked output from which an ack is due although the terminal still has work.
const ACK_BYTES: u64 = 32 * 1024;

/// Where one session's output stands, in bytes from its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// What has arrived.
    received: u64,
    /// What the terminal has parsed.
    parsed: u64,
    /// What the server knows of that.
    acked: u64,
}

/// What a frame brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived<'a> {
    /// How many bytes before these are lost.
    pub missing: u64,
    /// The bytes that were not here before.
    pub bytes: &'a [u8],
}

impl Output {
    /// The offset from which output is still to come.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Takes a frame: bytes that are here already are left out, a gap is named.
    pub fn arrive<'a>(&mut self, offset: u64, bytes: &'a [u8]) -> Arrived<'a> {
        let known = self.received.saturating_sub(offset).min(bytes.len() as u64) as usize;
        let missing = offset.saturating_sub(self.received);
        self.received = self.received.max(offset + bytes.len() as u64);
        Arrived { missing, bytes: &bytes[known..] }
    }

    /// The terminal has parsed everything before `offset`.
    pub fn parse(&mut self, offset: u64) {
        self.parsed = self.parsed.max(offset.min(self.received));
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_comes_twice_is_taken_once() {
        let mut output = Output::default();
        assert_eq!(output.arrive(0, b"abc").bytes, b"abc");
        assert_eq!(output.arrive(1, b"bcd"), Arrived { missing: 0, bytes: b"d" });
        assert_eq!(output.arrive(0, b"abcd").bytes, b"");
        assert_eq!(output.received(), 4);
    }

    #[test]
    fn a_gap_is_named() {
        let mut output = Output::default();
        output.arrive(0, b"abc");
        assert_eq!(output.arrive(10, b"xyz"), Arrived { missing: 7, bytes: b"xyz" });
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
    fn a_resumed_session_acks_anew_what_the_server_has_not_heard() {
        let mut output = Output::default();
        output.arrive(0, b"abc");
        output.parse(3);
        output.ack_due();
        output.resume(1);
        assert_eq!(output.ack_due(), Some(3));
    }
}
