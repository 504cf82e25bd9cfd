//! The output of a run that its client has not acknowledged yet, and as much of what it has as fits.
//!
//! Offsets count the bytes of both streams together from the start of the run:
//!
//! ```text
//!    start ≤ acked ≤ end ≤ granted + slack      acked + capacity bounds what is granted
//! ```
//!
//! Acked bytes stay while there is room, so that a page that was reloaded can ask for them again;
//! bytes that are not acked are never evicted. Instead the producer gets no credit, and the program
//! blocks.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use protocol::{OutputFrame, Stream};

/// How far a producer may go past its credit: a launcher that was told to kill sends what the
/// terminal and the pipes still hold without waiting for credit.
pub const OVERSHOOT_BYTES_MAX: u64 = (1024 + 64) * 1024;

/// Output with offsets, in bounded memory.
#[derive(Debug)]
pub struct OutputRing {
    capacity: u64,
    /// The bytes of both streams from `start` on.
    bytes: VecDeque<u8>,
    /// Which stream the bytes come from. Neighbours differ, and the last run ends at the end. At worst,
    /// where a program in pipes mode alternates at each byte, there are as many as bytes.
    runs: VecDeque<StreamRun>,
    start: u64,
    acked: u64,
    granted: u64,
}

/// A run of bytes of one stream.
#[derive(Clone, Copy, Debug)]
struct StreamRun {
    stream: Stream,
    end: u64,
}

impl OutputRing {
    /// An empty ring that holds so many bytes.
    pub fn new(capacity: u64) -> Self {
        Self { capacity, bytes: VecDeque::new(), runs: VecDeque::new(), start: 0, acked: 0, granted: 0 }
    }

    /// The offset of the oldest byte that is still there.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// The offset past the newest byte.
    pub fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// The offset that the client has acknowledged.
    pub fn acked(&self) -> u64 {
        self.acked
    }

    /// How much more the producer may be granted so that it gets no further than `window` past the
    /// acked offset, nor past the capacity.
    pub fn grantable(&self, window: u64) -> u64 {
        (self.acked + window.min(self.capacity)).saturating_sub(self.granted)
    }

    /// Whether the producer has sent all that it was granted.
    pub fn credit_is_used_up(&self) -> bool {
        self.end() >= self.granted
    }

    /// Grants the producer what is [`Self::grantable`], and says how much that is.
    pub fn credit(&mut self, window: u64) -> u64 {
        let credit = self.grantable(window);
        self.granted += credit;
        credit
    }

    /// Appends output.
    ///
    /// # Errors
    /// Where the producer goes further past its credit than a well-behaved one can. Nothing is
    /// appended then.
    pub fn push(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Overflow> {
        let end = self.end() + bytes.len() as u64;
        if end > self.granted + OVERSHOOT_BYTES_MAX {
            return Err(Overflow { granted: self.granted, end });
        }
        if bytes.is_empty() {
            return Ok(());
        }
        self.bytes.extend(bytes);
        match self.runs.back_mut().filter(|run| run.stream == stream) {
            Some(run) => run.end = end,
            None => self.runs.push_back(StreamRun { stream, end }),
        }
        self.evict();
        Ok(())
    }

    /// The client has everything before `offset`. One that is behind an earlier one changes nothing.
    ///
    /// # Errors
    /// Where there is no such output yet.
    pub fn ack(&mut self, offset: u64) -> Result<(), AckBeyondEnd> {
        let end = self.end();
        if offset > end {
            return Err(AckBeyondEnd { offset, end });
        }
        self.acked = self.acked.max(offset);
        self.evict();
        Ok(())
    }

    /// The bytes from an offset on, of one stream and at most so many; later ones than asked for where
    /// those are gone. `None` where there are none yet, or none are wanted.
    ///
    /// Reading changes nothing: who reads keeps the offset of the next read.
    pub fn read(&self, from: u64, bytes_max: usize) -> Option<OutputFrame<'_>> {
        let offset = from.max(self.start);
        let run = self.runs.get(self.runs.partition_point(|run| run.end <= offset))?;
        let (first, second) = self.bytes.as_slices();
        let skipped = usize::try_from(offset - self.start).ok()?;
        // What wraps around the end of the buffer comes with the next read.
        let bytes = match first.get(skipped..) {
            Some(bytes) if !bytes.is_empty() => bytes,
            _ => second.get(skipped - first.len()..)?,
        };
        let length = bytes.len().min(bytes_max).min(usize::try_from(run.end - offset).unwrap_or(usize::MAX));
        (length > 0).then(|| OutputFrame { stream: run.stream, offset, bytes: &bytes[..length] })
    }

    /// Makes room by dropping the oldest acked bytes.
    fn evict(&mut self) {
        let start = self.end().saturating_sub(self.capacity).min(self.acked);
        if start <= self.start {
            return;
        }
        self.bytes.drain(..(start - self.start) as usize);
        self.start = start;
        let gone = self.runs.partition_point(|run| run.end <= start);
        self.runs.drain(..gone);
    }
}

/// A producer sent far more than it was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("output up to {end} bytes came where {granted} were granted")]
pub struct Overflow {
    /// The bytes granted in all.
    pub granted: u64,
    /// Where the output would have ended.
    pub end: u64,
}

/// A client acknowledged what does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("output up to {offset} was acknowledged where it ends at {end}")]
pub struct AckBeyondEnd {
    /// What was acknowledged.
    pub offset: u64,
    /// Where the output ends.
    pub end: u64,
}
