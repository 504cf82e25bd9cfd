//! What a client says: JSON text frames.

use serde::{Deserialize, Serialize};

use crate::{ResumeToken, RunRequest, SessionId, TerminalSize};

/// One control message from the client. Unknown fields are ignored, unknown types are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// The first message on every socket.
    Hello(Hello),
    /// Run a program. Answered by `accepted` or `rejected`.
    Run(RunRequest),
    /// Output has been put on the screen.
    Ack(Ack),
    /// The terminal has another size now.
    Resize(TerminalSize),
    /// No more input follows.
    StdinClose,
    /// The user is still there: start the idle clock anew.
    KeepRunning,
    /// The page is looked at, or not.
    Visibility(Visibility),
    /// What does a file hold that the program wrote? Answered by `file`.
    ReadFile(ReadFile),
    /// Answered by `pong`: whether the socket still carries anything.
    Ping,
    /// End the run, or leave the queue.
    Stop,
}

/// Opens the conversation, and may take up an earlier session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`crate::PROTOCOL_VERSION`].
    pub protocol_version: u32,
    /// The session to take up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
}

/// Which session to take up, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// The session.
    pub session: SessionId,
    /// Its secret, from `accepted`.
    pub token: ResumeToken,
    /// The output bytes that the client already has.
    pub offset: u64,
}

/// Output has been put on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// How many output bytes of the session, from its start.
    pub offset: u64,
}

/// Which file is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFile {
    /// The session, which has ended.
    pub session: SessionId,
    /// The path, from `files`.
    pub path: String,
}

/// Whether the client's page is looked at, as the browser's `document.visibilityState` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visibility {
    /// Which.
    pub state: VisibilityState,
}

/// Whether a page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisibilityState {
    /// It is, or it is about to be closed. A new socket starts with this.
    Visible,
    /// It is behind another, or on a phone that shows another app or sleeps. Its system may cut its socket at any
    /// time, and will let it connect again only when it is shown.
    Hidden,
}
