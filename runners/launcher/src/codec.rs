//! Messages as bytes: a length (4 bytes, little-endian), a kind (1 byte), then the fields in order.
//!
//! Numbers are little-endian, texts and lists carry their length first, an optional number is a
//! byte that tells whether it is there. A decoder takes any bytes without a panic: the server
//! treats what a container says as hostile, and the launcher lives on what it is told.

use std::fmt;

use crate::messages::{
    Command, Exit, FromLauncher, Io, Phase, Prepare, Size, Start, Status, Stream, ToLauncher, Usage,
    WrittenFile,
};

/// The most bytes one message may have after its length.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// The most program bytes that one message should carry.
pub const CHUNK_BYTES_MAX: usize = 32 * 1024;

/// Bytes that are not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The length is 0 or over [`MESSAGE_BYTES_MAX`].
    Length(u32),
    /// There is no such kind of message in this direction.
    Kind(u8),
    /// The fields are not those of the kind.
    Fields,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => write!(formatter, "a message cannot have {length} bytes"),
            Self::Kind(kind) => write!(formatter, "there is no message of kind {kind}"),
            Self::Fields => formatter.write_str("a message's fields are not those of its kind"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// A message that can cross the attached streams.
pub trait Message: Sized {
    /// The kind's byte.
    fn kind(&self) -> u8;
    /// Appends the fields.
    fn put_fields(&self, writer: &mut Writer<'_>);
    /// Reads the fields of a kind.
    fn take_fields(kind: u8, reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// Appends a message to a buffer.
pub fn encode(message: &impl Message, buffer: &mut Vec<u8>) {
    let start = buffer.len();
    buffer.extend_from_slice(&[0; 4]);
    buffer.push(message.kind());
    message.put_fields(&mut Writer(buffer));
    let length = (buffer.len() - start - 4) as u32;
    buffer[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

/// Collects bytes as they come and yields whole messages. Holds at most one message and one read.
#[derive(Debug, Default)]
pub struct Decoder {
    buffer: Vec<u8>,
    start: usize,
}

impl Decoder {
    /// Takes bytes that came in.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message, if one has come.
    ///
    /// # Errors
    /// Where the bytes are not a message; the stream is lost then.
    #[expect(clippy::should_implement_trait, reason = "one decoder yields either direction's messages")]
    pub fn next<M: Message>(&mut self) -> Result<Option<M>, DecodeError> {
        let rest = &self.buffer[self.start..];
        let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_le_bytes(*length);
        let size = length as usize;
        if size == 0 || size > MESSAGE_BYTES_MAX {
            return Err(DecodeError::Length(length));
        }
        let Some(message) = rest.get(..size) else { return Ok(None) };
        let mut reader = Reader(&message[1..]);
        let decoded = M::take_fields(message[0], &mut reader)?;
        if !reader.0.is_empty() {
            return Err(DecodeError::Fields);
        }
        self.start += 4 + size;
        Ok(Some(decoded))
    }
}

/// Appends fields to a message.
pub struct Writer<'a>(&'a mut Vec<u8>);

impl Writer<'_> {
    fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    fn u16(&mut self, value: u16) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn optional_u64(&mut self, value: Option<u64>) {
        self.u8(u8::from(value.is_some()));
        if let Some(value) = value {
            self.u64(value);
        }
    }

    fn rest(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn texts(&mut self, texts: &[String]) {
        self.u32(texts.len() as u32);
        for text in texts {
            self.u32(text.len() as u32);
            self.rest(text.as_bytes());
        }
    }

    fn command(&mut self, command: &Command) {
        match command {
            Command::Plain(line) => {
                self.u8(0);
                self.texts(line);
            }
            Command::Prepared => self.u8(1),
        }
    }

    fn size(&mut self, size: Size) {
        self.u16(size.cols);
        self.u16(size.rows);
    }
}

/// Takes fields off a message.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (bytes, rest) = self.0.split_first_chunk::<N>().ok_or(DecodeError::Fields)?;
        self.0 = rest;
        Ok(*bytes)
    }

    fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(self.bytes::<1>()?[0])
    }

    fn u16(&mut self) -> Result<u16, DecodeError> {
        Ok(u16::from_le_bytes(self.bytes()?))
    }

    fn u32(&mut self) -> Result<u32, DecodeError> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }

    fn u64(&mut self) -> Result<u64, DecodeError> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    fn optional_u64(&mut self) -> Result<Option<u64>, DecodeError> {
        match self.u8()? {
            0 => Ok(None),
            1 => Ok(Some(self.u64()?)),
            _ => Err(DecodeError::Fields),
        }
    }

    fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    fn text(&mut self) -> Result<String, DecodeError> {
        let length = self.u32()? as usize;
        let bytes = self.0.get(..length).ok_or(DecodeError::Fields)?;
        self.0 = &self.0[length..];
        String::from_utf8(bytes.to_vec()).map_err(|_| DecodeError::Fields)
    }

    fn texts(&mut self) -> Result<Vec<String>, DecodeError> {
        let count = self.u32()?;
        let mut texts = Vec::new();
        for _ in 0..count {
            texts.push(self.text()?);
        }
        Ok(texts)
    }

    fn command(&mut self) -> Result<Command, DecodeError> {
        match self.u8()? {
            0 => Ok(Command::Plain(self.texts()?)),
            1 => Ok(Command::Prepared),
            _ => Err(DecodeError::Fields),
        }
    }

    fn size(&mut self) -> Result<Size, DecodeError> {
        Ok(Size { cols: self.u16()?, rows: self.u16()? })
    }
}

impl Message for ToLauncher {
    fn kind(&self) -> u8 {
        match self {
            Self::Start(_) => 1,
            Self::Stdin(_) => 2,
            Self::StdinClose => 3,
            Self::Credit(_) => 4,
            Self::Resize(_) => 5,
            Self::Kill => 6,
            Self::Prepare(_) => 7,
        }
    }

    fn put_fields(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Start(start) => {
                match start.io {
                    Io::Pipes => writer.u8(0),
                    Io::Terminal(size) => {
                        writer.u8(1);
                        writer.size(size);
                    }
                }
                writer.u8(u8::from(start.compile.is_some()));
                if let Some(compile) = &start.compile {
                    writer.command(compile);
                }
                writer.command(&start.run);
                writer.u64(start.credit);
            }
            Self::Prepare(prepare) => {
                writer.texts(&prepare.compile);
                writer.texts(&prepare.run);
            }
            Self::Stdin(bytes) => writer.rest(bytes),
            Self::Credit(bytes) => writer.u64(*bytes),
            Self::Resize(size) => writer.size(*size),
            Self::StdinClose | Self::Kill => {}
        }
    }

    fn take_fields(kind: u8, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match kind {
            1 => Self::Start(Start {
                io: match reader.u8()? {
                    0 => Io::Pipes,
                    1 => Io::Terminal(reader.size()?),
                    _ => return Err(DecodeError::Fields),
                },
                compile: match reader.u8()? {
                    0 => None,
                    1 => Some(reader.command()?),
                    _ => return Err(DecodeError::Fields),
                },
                run: reader.command()?,
                credit: reader.u64()?,
            }),
            2 => Self::Stdin(reader.rest().to_vec()),
            3 => Self::StdinClose,
            4 => Self::Credit(reader.u64()?),
            5 => Self::Resize(reader.size()?),
            6 => Self::Kill,
            7 => Self::Prepare(Prepare { compile: reader.texts()?, run: reader.texts()? }),
            _ => return Err(DecodeError::Kind(kind)),
        })
    }
}

impl Message for FromLauncher {
    fn kind(&self) -> u8 {
        match self {
            Self::Ready { .. } => 1,
            Self::Phase(_) => 2,
            Self::Output { .. } => 3,
            Self::Consumed(_) => 4,
            Self::Heartbeat { .. } => 5,
            Self::Exited(_) => 6,
            Self::Failed(_) => 7,
            Self::Prepared => 8,
            Self::File(_) => 9,
            Self::FilesEnd { .. } => 10,
        }
    }

    fn put_fields(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Ready { version } => writer.u32(*version),
            Self::Phase(phase) => writer.u8(phase_code(*phase)),
            Self::Output { stream, bytes } => {
                writer.u8(match stream {
                    Stream::Stdout => 0,
                    Stream::Stderr => 1,
                });
                writer.rest(bytes);
            }
            Self::Consumed(bytes) => writer.u64(*bytes),
            Self::Heartbeat { cpu_us } => writer.optional_u64(*cpu_us),
            Self::Exited(exit) => {
                writer.u8(phase_code(exit.phase));
                let (kind, number) = match exit.status {
                    Status::Code(code) => (0, code),
                    Status::Signal(signal) => (1, signal),
                };
                writer.u8(kind);
                writer.u32(number.cast_unsigned());
                writer.optional_u64(exit.usage.cpu_us);
                writer.optional_u64(exit.usage.memory_peak_bytes);
                writer.optional_u64(exit.usage.oom_kills);
                writer.optional_u64(exit.usage.pids_limit_hits);
            }
            Self::Failed(message) => writer.rest(message.as_bytes()),
            Self::Prepared => {}
            Self::File(file) => {
                writer.u32(file.path.len() as u32);
                writer.rest(file.path.as_bytes());
                writer.u64(file.bytes);
                writer.u8(u8::from(file.content.is_some()));
                writer.rest(file.content.as_deref().unwrap_or_default());
            }
            Self::FilesEnd { complete } => writer.u8(u8::from(*complete)),
        }
    }

    fn take_fields(kind: u8, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match kind {
            1 => Self::Ready { version: reader.u32()? },
            2 => Self::Phase(phase(reader)?),
            3 => Self::Output {
                stream: match reader.u8()? {
                    0 => Stream::Stdout,
                    1 => Stream::Stderr,
                    _ => return Err(DecodeError::Fields),
                },
                bytes: reader.rest().to_vec(),
            },
            4 => Self::Consumed(reader.u64()?),
            5 => Self::Heartbeat { cpu_us: reader.optional_u64()? },
            6 => Self::Exited(Exit {
                phase: phase(reader)?,
                status: match reader.u8()? {
                    0 => Status::Code(reader.u32()?.cast_signed()),
                    1 => Status::Signal(reader.u32()?.cast_signed()),
                    _ => return Err(DecodeError::Fields),
                },
                usage: Usage {
                    cpu_us: reader.optional_u64()?,
                    memory_peak_bytes: reader.optional_u64()?,
                    oom_kills: reader.optional_u64()?,
                    pids_limit_hits: reader.optional_u64()?,
                },
            }),
            7 => Self::Failed(String::from_utf8_lossy(reader.rest()).into_owned()),
            8 => Self::Prepared,
            9 => Self::File(WrittenFile {
                path: reader.text()?,
                bytes: reader.u64()?,
                content: match (reader.u8()?, reader.rest()) {
                    (0, []) => None,
                    (1, content) => Some(content.to_vec()),
                    _ => return Err(DecodeError::Fields),
                },
            }),
            10 => Self::FilesEnd {
                complete: match reader.u8()? {
                    0 => false,
                    1 => true,
                    _ => return Err(DecodeError::Fields),
                },
            },
            _ => return Err(DecodeError::Kind(kind)),
        })
    }
}

fn phase_code(phase: Phase) -> u8 {
    match phase {
        Phase::Compiling => 0,
        Phase::Running => 1,
    }
}

fn phase(reader: &mut Reader<'_>) -> Result<Phase, DecodeError> {
    match reader.u8()? {
        0 => Ok(Phase::Compiling),
        1 => Ok(Phase::Running),
        _ => Err(DecodeError::Fields),
    }
}
