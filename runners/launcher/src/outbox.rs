//! What the launcher has said and the attached stream has not taken yet.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::{AsFd, BorrowedFd};

use ::launcher::codec;
use ::launcher::messages::FromLauncher;

/// Past this many waiting bytes no more output of the program is read and nothing that can be said
/// later is added.
const FULL_BYTES: usize = 256 * 1024;

/// Encoded messages, first in, first out.
#[derive(Debug)]
pub(crate) struct Outbox {
    stream: File,
    bytes: Vec<u8>,
    start: usize,
}

impl Outbox {
    /// An empty one on a non-blocking stream.
    pub(crate) fn new(stream: File) -> Self {
        Self { stream, bytes: Vec::new(), start: 0 }
    }

    /// Appends a message. The bound is the callers': they look at [`Outbox::is_full`] first, but for
    /// the few messages that are said once and the bounded rest of a program's output.
    pub(crate) fn push(&mut self, message: &FromLauncher) {
        codec::encode(message, &mut self.bytes);
    }

    /// Whether enough waits.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting() >= FULL_BYTES
    }

    /// Whether all has been taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting() == 0
    }

    /// Where it is written to.
    pub(crate) fn stream(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }

    /// Writes what the stream takes now.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        while self.start < self.bytes.len() {
            match self.stream.write(&self.bytes[self.start..]) {
                Ok(count) => self.start += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        // Moving the rest to the front costs its length, so it waits until that is the smaller part.
        if self.start >= self.waiting() {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        Ok(())
    }

    fn waiting(&self) -> usize {
        self.bytes.len() - self.start
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::sys;

    #[test]
    fn keeps_the_order_through_a_stream_that_takes_little() {
        let (mut reader, writer) = io::pipe().expect("a pipe");
        let mut outbox = Outbox::new(sys::own(&writer).expect("a duplicate"));
        drop(writer);
        let mut expected = Vec::new();
        let mut number = 0;
        while !outbox.is_full() {
            let message = FromLauncher::Consumed(number);
            codec::encode(&message, &mut expected);
            outbox.push(&message);
            number += 1;
        }
        let mut read = Vec::new();
        let mut chunk = [0; 5000];
        while !outbox.is_empty() {
            outbox.flush().expect("the reader lives");
            let count = reader.read(&mut chunk).expect("bytes wait");
            read.extend_from_slice(&chunk[..count]);
        }
        drop(outbox);
        reader.read_to_end(&mut read).expect("the rest");
        assert_eq!(read, expected);
    }

    #[test]
    fn tells_when_the_reader_is_gone() {
        let (reader, writer) = io::pipe().expect("a pipe");
        let mut outbox = Outbox::new(sys::own(&writer).expect("a duplicate"));
        drop(reader);
        outbox.push(&FromLauncher::Consumed(1));
        assert_eq!(outbox.flush().map_err(|error| error.kind()), Err(io::ErrorKind::BrokenPipe));
    }
}
