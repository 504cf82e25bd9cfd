//! What crosses the WebSocket between Madang's page and its server.
//!
//! Read in this order: [`id`] names a session, [`state`] says where it is, [`program`] is what a
//! person asks to run and [`path`] how its files may be called, [`client`] and [`server`] are the
//! control messages (JSON text frames), one enum a direction, and [`frame`] is the bytes (binary
//! frames). `docs/protocol.md` describes the same for clients in other languages; a test keeps the two together.
//!
//! [`json`] is how the page reads and writes the messages, without serde.
//!
//! This crate does no IO and knows no runtime: it compiles for the server and for the browser.

pub mod client;
pub mod frame;
pub mod id;
pub mod json;
pub mod path;
pub mod program;
pub mod server;
pub mod state;

pub use client::ClientMessage;
pub use frame::{InputFrame, OutputFrame, Stream};
pub use id::{ResumeToken, SessionId};
pub use program::{Diagnostics, Io, Limits, RunRequest, Runtime, SourceFile, TerminalSize};
pub use server::ServerMessage;
pub use state::{Clock, Outcome, Phase, RunState, StopReason, Usage};

/// The version of the protocol that this crate speaks. A client names it in `hello`.
pub const PROTOCOL_VERSION: u32 = 1;

/// The path of the WebSocket on the server.
pub const WEBSOCKET_PATH: &str = "/ws";

/// How many output bytes the server sends past the client's last ack.
pub const OUTPUT_WINDOW_BYTES: u64 = 256 * 1024;

/// How many input bytes the client may send past the server's last `stdin_ack`.
pub const INPUT_WINDOW_BYTES: u64 = 64 * 1024;
