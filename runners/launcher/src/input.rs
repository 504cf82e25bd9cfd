//! Input on its way to the program, bounded by the window that the server keeps to.

use ::launcher::messages::INPUT_WINDOW_BYTES;

/// Bytes that the program has not taken yet, and how many it has taken.
#[derive(Debug, Default)]
pub(crate) struct Input {
    bytes: Vec<u8>,
    start: usize,
    consumed: u64,
    closed: bool,
}

/// The server sent more than it may.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WindowExceeded;

impl Input {
    /// Appends bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), WindowExceeded> {
        if self.closed || (self.pending().len() + bytes.len()) as u64 > INPUT_WINDOW_BYTES {
            return Err(WindowExceeded);
        }
        self.bytes.drain(..self.start);
        self.start = 0;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// No more bytes follow.
    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    /// Whether the program has taken everything and nothing follows.
    pub(crate) fn is_at_end(&self) -> bool {
        self.closed && self.pending().is_empty()
    }

    /// What waits.
    pub(crate) fn pending(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// The program has taken so many of them.
    pub(crate) fn consume(&mut self, count: usize) {
        let count = count.min(self.pending().len());
        self.start += count;
        self.consumed += count as u64;
    }

    /// Nobody will take what waits. It counts as taken, so that the server's window opens again.
    pub(crate) fn discard(&mut self) {
        self.consume(self.pending().len());
    }

    /// How many bytes the program has taken in all.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_a_window_and_not_a_byte_more() {
        let mut input = Input::default();
        let window = INPUT_WINDOW_BYTES as usize;
        assert_eq!(input.push(&vec![1; window]), Ok(()));
        assert_eq!(input.push(&[2]), Err(WindowExceeded));
        input.consume(1);
        assert_eq!(input.push(&[2]), Ok(()));
        assert_eq!(input.pending().len(), window);
        assert_eq!(input.pending().last(), Some(&2));
        assert_eq!(input.consumed(), 1);
    }

    #[test]
    fn ends_once_what_came_before_the_end_is_taken() {
        let mut input = Input::default();
        input.push(b"ab").expect("it fits");
        input.close();
        assert!(!input.is_at_end());
        input.consume(1);
        input.discard();
        assert!(input.is_at_end());
        assert_eq!(input.consumed(), 2);
        assert_eq!(input.push(b"c"), Err(WindowExceeded));
    }
}
