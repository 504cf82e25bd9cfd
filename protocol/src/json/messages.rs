//! What crosses the socket, field by field.

use super::{FromJson, Json, ToJson};
use crate::client::{Ack, Hello, ReadFile, Resume, Visibility, VisibilityState};
use crate::program::{Diagnostics, FileContent, Innermost};
use crate::server::{
    Accepted, FileAnswer, Files, IdleWarning, Notice, NoticeKind, QueuePosition, RejectReason, Rejected,
    Resumed, StateChange, StdinAck, Welcome, WrittenFile,
};
use crate::state::End;
use crate::{
    ClientMessage, Clock, Io, Limits, Outcome, Phase, ResumeToken, RunRequest, RunState, Runtime,
    ServerMessage, SessionId, SourceFile, StopReason, TerminalSize, Usage, json_names, json_read,
    json_struct, json_write,
};

json_write!(Ack { offset });
json_write!(Hello { protocol_version, resume });
json_write!(Resume { session, token, offset });
json_write!(Visibility { state });
json_write!(ReadFile { session, path });
json_names!(VisibilityState { "visible" => Visible, "hidden" => Hidden });

json_write!(RunRequest { language, files, entry, args, io });
json_struct!(TerminalSize { cols, rows });
json_struct!(Runtime { language, name, version, entry, extension, example, diagnostics });
json_struct!(Diagnostics { location, message, innermost });
json_names!(Innermost { "first" => First, "last" => Last });
json_struct!(Limits {
    files_max,
    source_bytes_max,
    output_bytes_max,
    output_window_bytes,
    input_window_bytes,
});

json_read!(Welcome { protocol_version, runtimes, limits });
json_read!(Accepted { session, resume_token });
json_read!(Rejected { reason, message, retry_after_ms });
json_names!(RejectReason {
    "busy" => Busy,
    "invalid" => Invalid,
    "rate_limited" => RateLimited,
    "too_many_connections" => TooManyConnections,
    "already_running" => AlreadyRunning,
    "unknown_session" => UnknownSession,
});
json_read!(Resumed { session, from, acked, output_end, stdin_offset, stdin_received, cols, rows });
json_read!(QueuePosition { position, length });
json_read!(StdinAck { offset });
json_read!(IdleWarning { ends_in_ms });
json_read!(Files { session, files, complete });
json_read!(WrittenFile { path, bytes, readable });
json_read!(Notice { kind });
json_names!(NoticeKind {
    "taken_over" => TakenOver,
    "draining" => Draining,
    "engine_down" => EngineDown,
    "engine_up" => EngineUp,
});

json_names!(Phase { "compiling" => Compiling, "running" => Running });
json_names!(StopReason { "user" => User, "disconnected" => Disconnected, "shutdown" => Shutdown });
json_names!(Clock { "compile" => Compile, "cpu" => Cpu, "idle" => Idle, "wall" => Wall });
json_struct!(End { output_end, usage });
json_struct!(Usage { wall_ms, cpu_ms, memory_peak_bytes, memory_limit_hit });

impl ToJson for ClientMessage {
    fn to_json(&self) -> Json {
        let (kind, content) = match self {
            Self::Hello(hello) => ("hello", Some(hello.to_json())),
            Self::Run(request) => ("run", Some(request.to_json())),
            Self::Ack(ack) => ("ack", Some(ack.to_json())),
            Self::Resize(size) => ("resize", Some(size.to_json())),
            Self::StdinClose => ("stdin_close", None),
            Self::KeepRunning => ("keep_running", None),
            Self::Visibility(visibility) => ("visibility", Some(visibility.to_json())),
            Self::ReadFile(file) => ("read_file", Some(file.to_json())),
            Self::Ping => ("ping", None),
            Self::Stop => ("stop", None),
        };
        let message = Json::tagged("type", kind);
        match content {
            Some(content) => message.and(content),
            None => message,
        }
    }
}

impl FromJson for ServerMessage {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.get("type")?.as_text()? {
            "welcome" => Self::Welcome(Welcome::from_json(json)?),
            "accepted" => Self::Accepted(Accepted::from_json(json)?),
            "rejected" => Self::Rejected(Rejected::from_json(json)?),
            "resumed" => Self::Resumed(Resumed::from_json(json)?),
            "state" => Self::State(StateChange::from_json(json)?),
            "queue" => Self::Queue(QueuePosition::from_json(json)?),
            "stdin_ack" => Self::StdinAck(StdinAck::from_json(json)?),
            "idle_warning" => Self::IdleWarning(IdleWarning::from_json(json)?),
            "files" => Self::Files(Files::from_json(json)?),
            "file" => Self::File(FileAnswer::from_json(json)?),
            "notice" => Self::Notice(Notice::from_json(json)?),
            "pong" => Self::Pong,
            _ => return None,
        })
    }
}

impl FromJson for StateChange {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self { session: json.field("session")?, state: RunState::from_json(json)? })
    }
}

impl FromJson for RunState {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.get("state")?.as_text()? {
            "READY" => Self::Ready,
            "RUNNING" => Self::Running { phase: json.field("phase")? },
            "FINISHED" => Self::Finished { outcome: json.field("outcome")?, end: End::from_json(json)? },
            "STOPPED" => Self::Stopped { reason: json.field("reason")?, end: End::from_json(json)? },
            "TIMEOUT" => Self::Timeout { clock: json.field("clock")?, end: End::from_json(json)? },
            _ => return None,
        })
    }
}

impl ToJson for RunState {
    fn to_json(&self) -> Json {
        let state = Json::tagged("state", self.name());
        match self {
            Self::Ready => state,
            Self::Running { phase } => state.with("phase", phase),
            Self::Finished { outcome, end } => state.with("outcome", outcome).and(end.to_json()),
            Self::Stopped { reason, end } => state.with("reason", reason).and(end.to_json()),
            Self::Timeout { clock, end } => state.with("clock", clock).and(end.to_json()),
        }
    }
}

impl FromJson for Outcome {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.get("kind")?.as_text()? {
            "exited" => Self::Exited { code: json.field("code")? },
            "signaled" => Self::Signaled { signal: json.field("signal")? },
            "out_of_memory" => Self::OutOfMemory { limit_bytes: json.field("limit_bytes")? },
            "output_limit" => Self::OutputLimit,
            "compile_failed" => Self::CompileFailed { code: json.field("code")? },
            "system_error" => Self::SystemError { message: json.field("message")? },
            _ => return None,
        })
    }
}

impl ToJson for Outcome {
    fn to_json(&self) -> Json {
        let kind = |kind| Json::tagged("kind", kind);
        match self {
            Self::Exited { code } => kind("exited").with("code", code),
            Self::Signaled { signal } => kind("signaled").with("signal", signal),
            Self::OutOfMemory { limit_bytes } => kind("out_of_memory").with("limit_bytes", limit_bytes),
            Self::OutputLimit => kind("output_limit"),
            Self::CompileFailed { code } => kind("compile_failed").with("code", code),
            Self::SystemError { message } => kind("system_error").with("message", message),
        }
    }
}

impl ToJson for Io {
    fn to_json(&self) -> Json {
        match self {
            Self::Terminal(size) => Json::tagged("mode", "terminal").and(size.to_json()),
            Self::Pipes => Json::tagged("mode", "pipes"),
        }
    }
}

impl ToJson for SourceFile {
    fn to_json(&self) -> Json {
        let file = Json::Object(Vec::new()).with("path", &self.path);
        match &self.content {
            FileContent::Text(text) => file.with("content", text),
            FileContent::Base64(bytes) => file.with("base64", bytes),
        }
    }
}

impl FromJson for SourceFile {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self { path: json.field("path")?, content: content(json)? })
    }
}

impl FromJson for FileAnswer {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self { session: json.field("session")?, path: json.field("path")?, content: content(json) })
    }
}

/// The content among a file's fields.
fn content(json: &Json) -> Option<FileContent> {
    let text = json.field("content").map(FileContent::Text);
    text.or_else(|| json.field("base64").map(FileContent::Base64))
}

impl FromJson for SessionId {
    fn from_json(json: &Json) -> Option<Self> {
        Self::parse(json.as_text()?)
    }
}

impl ToJson for SessionId {
    fn to_json(&self) -> Json {
        Json::Text(self.to_string())
    }
}

impl FromJson for ResumeToken {
    fn from_json(json: &Json) -> Option<Self> {
        String::from_json(json).map(Self::new)
    }
}

impl ToJson for ResumeToken {
    fn to_json(&self) -> Json {
        Json::Text(self.expose().to_owned())
    }
}
