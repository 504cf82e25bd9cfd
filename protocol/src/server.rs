//! What the server says: JSON text frames.

use serde::{Deserialize, Serialize};

use crate::program::FileContent;
use crate::{Limits, ResumeToken, RunState, Runtime, SessionId};

/// One control message from the server. Clients ignore fields and types that they do not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// Answers `hello`.
    Welcome(Welcome),
    /// Answers `run`: the session exists.
    Accepted(Accepted),
    /// Answers what can't be done. The socket lives on, except after a message that is none.
    Rejected(Rejected),
    /// Answers a resume: the session goes on here.
    Resumed(Resumed),
    /// The session is in another state.
    State(StateChange),
    /// The session's place in the queue has changed.
    Queue(QueuePosition),
    /// Input has reached the program.
    StdinAck(StdinAck),
    /// The idle clock will run out; `keep_running` starts it anew.
    IdleWarning(IdleWarning),
    /// The session's program has written files. Sent once, after its end and all of its output.
    Files(Files),
    /// Answers `read_file`.
    File(FileAnswer),
    /// Something that concerns the socket, not one run.
    Notice(Notice),
    /// Answers `ping`.
    Pong,
}

/// What the server offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The version that is spoken from here on.
    pub protocol_version: u32,
    /// The languages that can be run.
    pub runtimes: Vec<Runtime>,
    /// The bounds on a request.
    pub limits: Limits,
}

/// A run was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The new session.
    pub session: SessionId,
    /// The secret that resumes it.
    pub resume_token: ResumeToken,
}

/// A request can't be met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Why, for a program.
    pub reason: RejectReason,
    /// Why, in words for the user.
    pub message: String,
    /// When it makes sense to try again, in milliseconds from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

/// Why a request can't be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// The queue is full, the server drains, or the engine is down.
    Busy,
    /// The request itself is wrong.
    Invalid,
    /// Too many runs of this client or address in a short time.
    RateLimited,
    /// Too many sockets of this client or address; this one closes.
    TooManyConnections,
    /// The socket's last run has not ended.
    AlreadyRunning,
    /// There is no such session, or its token is another.
    UnknownSession,
}

/// A session goes on, on this socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// The session.
    pub session: SessionId,
    /// The offset of the first byte that follows; later than asked where earlier ones are gone.
    pub from: u64,
    /// Output before this was acked on an earlier socket.
    pub acked: u64,
    /// The output that exists so far ends here.
    pub output_end: u64,
    /// The input bytes that have reached the program.
    pub stdin_offset: u64,
    /// The input bytes that the server has, on their way or there: a client that does not know how many it sent
    /// goes on from here.
    pub stdin_received: u64,
    /// The terminal's columns when it was last sized; 0 in pipes mode.
    pub cols: u16,
    /// The terminal's rows when it was last sized; 0 in pipes mode.
    pub rows: u16,
}

/// A session is in another state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateChange {
    /// The session.
    pub session: SessionId,
    /// Its state.
    #[serde(flatten)]
    pub state: RunState,
}

/// A place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePosition {
    /// 1 for the run that starts next.
    pub position: u32,
    /// How many runs wait.
    pub length: u32,
}

/// Input has reached the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StdinAck {
    /// How many input bytes of the session, from its start.
    pub offset: u64,
}

/// The idle clock will run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdleWarning {
    /// In so many milliseconds.
    pub ends_in_ms: u64,
}

/// What a program wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    /// The session.
    pub session: SessionId,
    /// Files that it made or changed, by their names.
    pub files: Vec<WrittenFile>,
    /// Whether there are no others.
    pub complete: bool,
}

/// A file that a program made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenFile {
    /// Relative to the program's directory.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Whether `read_file` gives what it holds: not where it is too big.
    pub readable: bool,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAnswer {
    /// The session.
    pub session: SessionId,
    /// The file's path.
    pub path: String,
    /// What it holds; absent where that cannot be had.
    #[serde(flatten)]
    pub content: Option<FileContent>,
}

/// Something that concerns the socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What.
    pub kind: NoticeKind,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Another socket has taken up this session.
    TakenOver,
    /// The server is about to stop.
    Draining,
    /// Docker does not answer: nothing can be run.
    EngineDown,
    /// Docker answers again.
    EngineUp,
}
