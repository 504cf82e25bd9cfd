//! One client connection, over any socket.
//!
//! Two loops share it and end together. The reader ([`reader`]) takes every frame the moment it
//! comes, so a client that is slow to read is still heard. The writer ([`writer`]) sends what the
//! run shows and the client does not have: control first, then output as far as the window and the
//! client's own [`pace`] allow.
//! Between them is a short queue of answers; it is full only where a client asks without reading.
//!
//! A session belongs to its token, not to its socket: when a connection ends, its run goes on for
//! the grace period and another connection can take it up.

mod pace;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Sink, Stream};
use protocol::ServerMessage;
use tokio::sync::mpsc;

use crate::run::queue::ClientKey;
use crate::run::service::{Run, RunService};
use crate::run::view::ConnectionId;

/// How long a client may take to say `hello`.
const HELLO_DEADLINE: Duration = Duration::from_secs(10);

/// How often the client is pinged.
const PING_EVERY: Duration = Duration::from_secs(20);

/// How long a silent socket is taken for a living one.
const SILENCE_MAX: Duration = Duration::from_mins(1);

/// How long the socket may take to take the last frames before it is dropped.
const CLOSE_DEADLINE: Duration = Duration::from_secs(2);

/// How many answers wait for the writer.
const ANSWERS_MAX: usize = 32;

/// A frame from the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// Control.
    Text(String),
    /// Bytes.
    Binary(Bytes),
    /// A sign of life.
    Alive,
    /// The client closed the socket.
    Closed,
    /// A frame that is larger than the socket takes.
    TooLarge,
}

/// A frame to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// Control.
    Text(String),
    /// Bytes.
    Binary(Bytes),
    /// Asks for a sign of life.
    Ping,
    /// The last one.
    Close(CloseReason),
}

/// Why the server closes a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseReason {
    /// The code on the wire, of RFC 6455 section 7.4.1.
    pub code: CloseCode,
    /// In words, at most 123 bytes.
    pub words: String,
}

/// The close codes that are used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCode {
    /// 1002: what came was not a message.
    Protocol,
    /// 1008: a message that is not allowed.
    Policy,
    /// 1009: a frame was too large.
    TooBig,
}

impl CloseCode {
    /// The number on the wire.
    pub const fn number(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::Policy => 1008,
            Self::TooBig => 1009,
        }
    }
}

impl CloseReason {
    fn new(code: CloseCode, words: impl Into<String>) -> Self {
        let mut words: String = words.into();
        // A close frame's body has 125 bytes at most, of which the code takes two.
        let end = (0..=words.len().min(123)).rev().find(|end| words.is_char_boundary(*end)).unwrap_or(0);
        words.truncate(end);
        Self { code, words }
    }
}

/// What the reader hands to the writer, in order.
enum Answer {
    Say(Box<ServerMessage>),
    /// Say this, and show this run from here on; output from this offset. In one, so that nothing of an
    /// earlier run comes in between.
    Follow(Box<ServerMessage>, Arc<Run>, u64),
    Close(CloseReason),
}

/// Serves one connection until either side ends it.
pub async fn serve<S, E>(socket: S, service: Arc<RunService>, client: ClientKey)
where
    S: Stream<Item = Result<Incoming, E>> + Sink<Outgoing> + Send,
{
    let connection = next_connection();
    let (answers, queue) = mpsc::channel(ANSWERS_MAX);
    let (sink, stream) = futures_util::StreamExt::split(socket);
    let writer = writer::Writer::new(sink, queue, connection, &service);
    let reader = reader::Reader::new(stream, answers, connection, service, client);
    // The reader returns at the client's end or after it has asked for the close; the writer then
    // has a moment to send what is left. The writer returns where the socket takes no more.
    let reader = reader.run();
    let writer = writer.run();
    tokio::pin!(reader, writer);
    tokio::select! {
        () = &mut reader => {
            let _ = tokio::time::timeout(CLOSE_DEADLINE, writer).await;
        }
        () = &mut writer => {}
    }
}

fn next_connection() -> ConnectionId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    ConnectionId(NEXT.fetch_add(1, Ordering::Relaxed))
}
