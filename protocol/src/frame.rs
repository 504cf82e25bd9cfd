//! The bytes: binary frames, so that a terminal's bytes are never forced through UTF-8.
//!
//! Client to server: offset (8 bytes, little-endian), then the bytes.
//! Server to client: stream (1 byte), offset (8 bytes, little-endian), then the bytes.

/// Which of a program's outputs bytes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The terminal, or standard output in pipes mode.
    Stdout,
    /// Standard error in pipes mode.
    Stderr,
}

impl Stream {
    /// The stream's byte on the wire.
    pub const fn code(self) -> u8 {
        match self {
            Self::Stdout => 0,
            Self::Stderr => 1,
        }
    }

    /// The stream with this byte, if there is one.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Stdout),
            1 => Some(Self::Stderr),
            _ => None,
        }
    }
}

/// Input on its way to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputFrame<'a> {
    /// The input bytes of this session before these.
    pub offset: u64,
    /// The input.
    pub bytes: &'a [u8],
}

impl<'a> InputFrame<'a> {
    /// Bytes before the payload.
    pub const HEADER_BYTES: usize = 8;

    /// The frame as it crosses the socket.
    pub fn encode(&self) -> Vec<u8> {
        let mut frame = Vec::with_capacity(Self::HEADER_BYTES + self.bytes.len());
        frame.extend_from_slice(&self.offset.to_le_bytes());
        frame.extend_from_slice(self.bytes);
        frame
    }

    /// Reads a frame; `None` where it is too short to be one.
    pub fn decode(frame: &'a [u8]) -> Option<Self> {
        let (offset, bytes) = frame.split_first_chunk()?;
        Some(Self { offset: u64::from_le_bytes(*offset), bytes })
    }
}

/// Output on its way to the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputFrame<'a> {
    /// Where it comes from.
    pub stream: Stream,
    /// The output bytes of this session before these, both streams together.
    pub offset: u64,
    /// The output.
    pub bytes: &'a [u8],
}

impl<'a> OutputFrame<'a> {
    /// Bytes before the payload.
    pub const HEADER_BYTES: usize = 9;

    /// The frame as it crosses the socket.
    pub fn encode(&self) -> Vec<u8> {
        let mut frame = Vec::with_capacity(Self::HEADER_BYTES + self.bytes.len());
        frame.push(self.stream.code());
        frame.extend_from_slice(&self.offset.to_le_bytes());
        frame.extend_from_slice(self.bytes);
        frame
    }

    /// Reads a frame; `None` where it is too short to be one or its stream is unknown.
    pub fn decode(frame: &'a [u8]) -> Option<Self> {
        let (stream, rest) = frame.split_first()?;
        let (offset, bytes) = rest.split_first_chunk()?;
        Some(Self { stream: Stream::from_code(*stream)?, offset: u64::from_le_bytes(*offset), bytes })
    }
}
