//! Input on its way to the program: kept until the server has it, sent within its window.

use std::collections::VecDeque;

use protocol::{INPUT_WINDOW_BYTES, InputFrame};

/// The most input that is kept, sent or not. A program that never reads cannot make the page hold more.
pub const INPUT_BYTES_MAX: usize = 1024 * 1024;

/// The most input in one frame, so that a long paste does not hold up what is said beside it.
const FRAME_BYTES_MAX: usize = 16 * 1024;

/// There is no room for this input; none of it was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputFull;

/// The end of the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum End {
    /// More may come.
    #[default]
    Open,
    /// Nothing more comes; the server is to be told after the last byte.
    Wanted,
    /// The server was told.
    Sent,
}

/// The input of one session.
#[derive(Debug, Default)]
pub struct Input {
    /// The server has the input before this.
    acked: u64,
    /// The input before this was sent.
    sent: u64,
    /// The input from `acked` on.
    bytes: VecDeque<u8>,
    end: End,
}

impl Input {
    /// Takes what was typed or pasted: all of it or nothing. Nothing comes after the end.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), InputFull> {
        if !self.is_open() {
            return Ok(());
        }
        if self.bytes.len() + bytes.len() > INPUT_BYTES_MAX {
            return Err(InputFull);
        }
        self.bytes.extend(bytes);
        Ok(())
    }

    /// The next frame to send, while the server's window has room for one.
    pub fn next_frame(&mut self) -> Option<Vec<u8>> {
        let in_flight = (self.sent - self.acked) as usize;
        let room = (INPUT_WINDOW_BYTES as usize).saturating_sub(in_flight);
        let count = (self.bytes.len() - in_flight).min(room).min(FRAME_BYTES_MAX);
        if count == 0 {
            return None;
        }
        let bytes: Vec<u8> = self.bytes.range(in_flight..in_flight + count).copied().collect();
        let frame = InputFrame { offset: self.sent, bytes: &bytes }.encode();
        self.sent += count as u64;
        Some(frame)
    }

    /// Nothing more will be typed.
    pub fn close(&mut self) {
        if self.is_open() {
            self.end = End::Wanted;
        }
    }

    /// Whether more may come.
    pub fn is_open(&self) -> bool {
        self.end == End::Open
    }

    /// Whether the end is to be told now: once, after every byte is sent.
    pub fn end_due(&mut self) -> bool {
        let due = self.end == End::Wanted && self.sent == self.acked + self.bytes.len() as u64;
        if due {
            self.end = End::Sent;
        }
        due
    }

    /// The server has the input before `offset`. What was never sent can't be acked.
    pub fn ack(&mut self, offset: u64) {
        let offset = offset.clamp(self.acked, self.sent);
        self.bytes.drain(..(offset - self.acked) as usize);
        self.acked = offset;
    }

    /// Input that a page kept which was left: from `acked` on these bytes, perhaps sent.
    pub fn restored(acked: u64, bytes: Vec<u8>, is_open: bool) -> Self {
        let end = if is_open { End::Open } else { End::Wanted };
        Self { acked, sent: acked + bytes.len() as u64, bytes: bytes.into(), end }
    }

    /// What the server has not said that it has, and its offset.
    pub fn unacked(&self) -> (u64, Vec<u8>) {
        (self.acked, self.bytes.iter().copied().collect())
    }

    /// The session goes on on another socket. The program has the input before `consumed`, the server that before
    /// `received`: what it lacks is sent again.
    pub fn resume(&mut self, consumed: u64, received: u64) {
        if received > self.sent {
            // The page that was left sent more than it could keep. What was typed since then comes after it.
            self.bytes.drain(..(self.sent - self.acked) as usize);
            self.acked = received;
        } else {
            self.ack(consumed);
        }
        self.sent = self.acked;
        if self.end == End::Sent {
            self.end = End::Wanted;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(input: &mut Input) -> Vec<(u64, Vec<u8>)> {
        std::iter::from_fn(|| input.next_frame())
            .map(|frame| {
                let frame = InputFrame::decode(&frame).expect("an input frame");
                (frame.offset, frame.bytes.to_vec())
            })
            .collect()
    }

    #[test]
    fn frames_carry_the_offset_of_their_first_byte() {
        let mut input = Input::default();
        input.push(b"one").expect("room");
        assert_eq!(sent(&mut input), [(0, b"one".to_vec())]);
        input.push(b"two").expect("room");
        assert_eq!(sent(&mut input), [(3, b"two".to_vec())]);
    }

    #[test]
    fn no_more_than_the_window_is_sent_before_an_ack() {
        let mut input = Input::default();
        input.push(&vec![b'x'; 100_000]).expect("room");
        let total: usize = sent(&mut input).iter().map(|(_, bytes)| bytes.len()).sum();
        assert_eq!(total as u64, INPUT_WINDOW_BYTES);
        input.ack(10);
        assert_eq!(sent(&mut input), [(INPUT_WINDOW_BYTES, vec![b'x'; 10])]);
    }

    #[test]
    fn a_resumed_session_gets_what_the_server_lacks_and_nothing_twice() {
        let mut input = Input::default();
        input.push(b"abcdef").expect("room");
        sent(&mut input);
        input.resume(4, 5);
        assert_eq!(sent(&mut input), [(4, b"ef".to_vec())]);
    }

    #[test]
    fn a_page_that_was_reloaded_sends_what_it_kept_and_the_server_lacks() {
        let mut input = Input::default();
        input.push(b"abcdef").expect("room");
        sent(&mut input);
        input.ack(2);
        let (acked, bytes) = input.unacked();
        let mut input = Input::restored(acked, bytes, true);
        input.push(b"g").expect("room");
        input.resume(3, 4);
        assert_eq!(sent(&mut input), [(3, b"defg".to_vec())]);
    }

    #[test]
    fn a_page_that_kept_less_than_was_sent_goes_on_after_it() {
        let mut input = Input::restored(2, b"cd".to_vec(), true);
        input.push(b"new").expect("room");
        input.resume(3, 9);
        assert_eq!(sent(&mut input), [(9, b"new".to_vec())]);
    }

    #[test]
    fn input_that_finds_no_room_is_refused_whole() {
        let mut input = Input::default();
        input.push(&vec![0; INPUT_BYTES_MAX]).expect("room");
        assert_eq!(input.push(b"x"), Err(InputFull));
        sent(&mut input);
        input.ack(1);
        assert_eq!(input.push(b"x"), Ok(()));
    }

    #[test]
    fn the_end_is_told_once_after_the_last_byte_and_again_on_another_socket() {
        let mut input = Input::default();
        input.push(&vec![b'x'; 100_000]).expect("room");
        input.close();
        assert_eq!(input.push(b"more"), Ok(()), "nobody reads what comes after the end");
        sent(&mut input);
        assert!(!input.end_due(), "the window holds bytes back");
        input.ack(INPUT_WINDOW_BYTES);
        sent(&mut input);
        assert!(input.end_due());
        assert!(!input.end_due());
        input.resume(100_000, 100_000);
        assert!(input.end_due());
    }

    #[test]
    fn an_ack_of_what_was_never_sent_is_bounded() {
        let mut input = Input::default();
        input.push(b"abc").expect("room");
        input.ack(1000);
        assert_eq!(sent(&mut input), [(0, b"abc".to_vec())]);
        input.ack(1000);
        input.push(b"d").expect("room");
        assert_eq!(sent(&mut input), [(3, b"d".to_vec())]);
    }
}
