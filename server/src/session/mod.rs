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
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use protocol::ServerMessage;
use protocol::server::{RejectReason, Rejected};
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

/// When a client with too many sockets may try another one.
const RETRY_AFTER: Duration = Duration::from_secs(30);

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
    /// The code on the wire, of the registry that RFC 6455 section 11.7 begins.
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
    /// 1013: there are too many; another time there may not be.
    TryAgainLater,
}

impl CloseCode {
    /// The number on the wire.
    pub const fn number(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::Policy => 1008,
            Self::TooBig => 1009,
            Self::TryAgainLater => 1013,
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

/// Tells a client that it has too many sockets, and closes this one.
pub async fn refuse<S, E>(socket: S)
where
    S: Stream<Item = Result<Incoming, E>> + Sink<Outgoing> + Send,
{
    let words = "too many pages of this server are open; close some of them";
    let rejected = Rejected {
        reason: RejectReason::TooManyConnections,
        message: words.into(),
        retry_after_ms: Some(RETRY_AFTER.as_millis() as u64),
    };
    let Ok(text) = serde_json::to_string(&ServerMessage::Rejected(rejected)) else { return };
    let last = [Outgoing::Text(text), Outgoing::Close(CloseReason::new(CloseCode::TryAgainLater, words))];
    let mut socket = std::pin::pin!(socket);
    let told = async {
        for frame in last {
            if socket.send(frame).await.is_err() {
                return;
            }
        }
        // Until the client has closed too: else what it sends meanwhile resets the socket, and the words are lost.
        while let Some(Ok(_)) = socket.next().await {}
    };
    let _ = tokio::time::timeout(CLOSE_DEADLINE, told).await;
}

fn next_connection() -> ConnectionId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    ConnectionId(NEXT.fetch_add(1, Ordering::Relaxed))
}
