//! The page's side of the conversation with the server, as a machine without IO and without a
//! clock: what happens goes in through methods, what is to be done comes out as [`Effect`]s.
//!
//! One socket at a time, one run at a time. A run outlives a socket, and the page as well: when either is gone, the
//! client connects anew and takes the session up where it left off, by offset in both directions ([`kept`]).

mod boundary;
mod heartbeat;
mod input;
pub mod kept;
mod output;
mod run;
mod snapshot;
#[cfg(test)]
mod tests;
mod typing;
mod written;

pub use input::{INPUT_BYTES_MAX, InputFull};
pub use run::Fate;
pub use snapshot::{Channel, Connection, RunView, Service, Snapshot, Timing};

use protocol::client::{Ack, Hello, Visibility, VisibilityState};
use protocol::server::{Accepted, FileAnswer, NoticeKind, RejectReason, Rejected, StateChange};
use protocol::{
    ClientMessage, Io, OutputFrame, PROTOCOL_VERSION, RunRequest, RunState, ServerMessage, SessionId, Stream,
    TerminalSize,
};

use crate::replies::Replies;
use heartbeat::Heartbeat;
use run::{Bound, Live, Run, Stage, Stop};

/// The first wait before connecting anew; each further one is twice as long.
const RETRY_FIRST_MS: u64 = 250;

/// The longest wait before connecting anew.
const RETRY_MAX_MS: u64 = 8_000;

/// What the browser has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket.
    Connect,
    /// Drop the socket, without waiting for its end.
    Disconnect,
    /// Call [`Client::retry`] after so many milliseconds.
    RetryAfter(u64),
    /// Send a control message.
    Send(ClientMessage),
    /// Send a binary frame.
    SendInput(Vec<u8>),
    /// Empty the terminal for a new run.
    ResetTerminal,
    /// Put output on the terminal; when it has parsed it, call [`Client::parsed`].
    Write {
        /// Which of the program's outputs it is of.
        stream: Stream,
        /// The output.
        bytes: Vec<u8>,
        /// The session's output up to and with these bytes.
        end: u64,
        /// Whether the terminal may answer what is asked in it.
        replies: Replies,
    },
    /// Make the terminal as large as it was when the output that follows was printed.
    SizeTerminal(TerminalSize),
    /// Make the terminal as large as its place again.
    FitTerminal,
    /// Say on the terminal that so many bytes are lost.
    WriteGap(u64),
    /// Say on the terminal how the run ended.
    WriteEnd(RunState),
    /// A file that the program wrote has come, or cannot be had.
    FileRead(FileAnswer),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// A socket is being opened, after so many failures in a row.
    Connecting { failures: u32 },
    /// `hello` is said, the answer awaited.
    Greeting { failures: u32 },
    /// Messages flow.
    Online,
    /// Between two attempts.
    Waiting { failures: u32 },
}

/// The client.
#[derive(Debug)]
pub struct Client {
    link: Link,
    run: Option<Run>,
    /// What to run as soon as there is a socket and the run before it is over.
    next: Option<RunRequest>,
    size: Option<TerminalSize>,
    visibility: VisibilityState,
    heartbeat: Heartbeat,
    service: Service,
    refusal: Option<Rejected>,
    input_full: bool,
    effects: Vec<Effect>,
}

impl Client {
    /// A client that connects at once, so that the first run finds an open socket.
    pub fn new() -> Self {
        Self {
            link: Link::Connecting { failures: 0 },
            run: None,
            next: None,
            size: None,
            visibility: VisibilityState::Visible,
            heartbeat: Heartbeat::default(),
            service: Service::Up,
            refusal: None,
            input_full: false,
            effects: vec![Effect::Connect],
        }
    }

    /// What is to be done, in this order.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The socket is open.
    pub fn opened(&mut self) {
        let Link::Connecting { failures } = self.link else { return };
        self.link = Link::Greeting { failures };
        let resume = self.resume_request();
        self.send(ClientMessage::Hello(Hello { protocol_version: PROTOCOL_VERSION, resume }));
    }

    /// The socket is closed, or did not open.
    pub fn closed(&mut self) {
        let failures = match self.link {
            Link::Connecting { failures } | Link::Greeting { failures } => failures + 1,
            Link::Online => 0,
            Link::Waiting { .. } => return,
        };
        self.link = Link::Waiting { failures };
        if let Some(Run { stage: Stage::Live(live), .. }) = &mut self.run
            && live.bound == Bound::Here
        {
            live.bound = Bound::Resuming;
        }
        let wait = RETRY_FIRST_MS.saturating_mul(1 << failures.min(10)).min(RETRY_MAX_MS);
        self.effects.push(Effect::RetryAfter(wait));
    }

    /// The wait is over, or the user does not want to wait.
    pub fn retry(&mut self) {
        if let Link::Waiting { failures } = self.link {
            self.link = Link::Connecting { failures };
            self.effects.push(Effect::Connect);
        }
    }

    /// The user wants to run this. What runs is stopped first.
    pub fn run(&mut self, request: RunRequest, now: u64) {
        self.refusal = None;
        self.next = Some(request);
        if self.run.as_ref().is_some_and(Run::is_active) {
            self.want_stop();
        }
        self.retry();
        self.start_next(now);
    }

    /// The user wants what runs to end, or what waits not to start.
    pub fn stop(&mut self) {
        self.next = None;
        self.want_stop();
    }

    /// The user is still there.
    pub fn keep_running(&mut self) {
        if let Some(run) = &mut self.run
            && run.idle_ends_at.take().is_some()
        {
            self.send(ClientMessage::KeepRunning);
        }
    }

    /// The terminal has another size.
    pub fn resized(&mut self, size: TerminalSize) {
        // While output is replayed at an earlier size, the present one waits.
        if self.size.replace(size) != Some(size) && self.is_bound() && !self.is_replaying() {
            self.send(ClientMessage::Resize(size));
        }
    }

    /// The page is looked at, or not.
    pub fn visibility(&mut self, state: VisibilityState) {
        self.visibility = state;
        if self.is_bound() {
            self.send(ClientMessage::Visibility(Visibility { state }));
        }
    }

    /// The terminal has parsed the session's output up to this offset.
    pub fn parsed(&mut self, session: SessionId, end: u64) {
        if self.session() == Some(session)
            && let Some(run) = &mut self.run
        {
            run.output.parse(end);
            self.flush_ack();
            self.end_replay();
        }
    }

    /// Output has come.
    pub fn output(&mut self, frame: &OutputFrame<'_>, now: u64) {
        self.heartbeat.heard(now);
        let Some(run) = self.run.as_mut().filter(|run| run.is_live()) else { return };
        let arrived = run.output.arrive(frame.offset, frame.bytes);
        run.last_output_at = now;
        run.idle_ends_at = None;
        if arrived.missing > 0 {
            self.effects.push(Effect::WriteGap(arrived.missing));
        }
        if arrived.bytes.is_empty() {
            self.flush_ack();
        } else {
            let end = run.output.received();
            let (told, new) = arrived.bytes.split_at(arrived.told);
            let before = end - new.len() as u64;
            for (bytes, end, replies) in [(told, before, Replies::Suppressed), (new, end, Replies::Allowed)] {
                if !bytes.is_empty() {
                    let (stream, bytes) = (frame.stream, bytes.to_vec());
                    self.effects.push(Effect::Write { stream, bytes, end, replies });
                }
            }
        }
        self.settle(now);
    }

    /// The server said something.
    pub fn message(&mut self, message: ServerMessage, now: u64) {
        self.heartbeat.heard(now);
        match message {
            ServerMessage::Welcome(_) => self.welcome(),
            ServerMessage::Accepted(accepted) => self.accepted(accepted),
            ServerMessage::Rejected(rejected) => self.rejected(rejected),
            ServerMessage::Resumed(resumed) => self.resumed(&resumed),
            ServerMessage::State(change) => self.changed(change, now),
            ServerMessage::Queue(queue) => {
                if let Some(run) = self.run.as_mut().filter(|run| run.is_active()) {
                    run.queue = Some(queue);
                }
            }
            ServerMessage::StdinAck(ack) => {
                if let Some(run) = &mut self.run {
                    run.input.ack(ack.offset);
                    self.input_full = false;
                    self.flush_input();
                }
            }
            ServerMessage::IdleWarning(warning) => {
                if let Some(run) = &mut self.run {
                    run.idle_ends_at = Some(now + warning.ends_in_ms);
                }
            }
            ServerMessage::Files(files) => self.files(files),
            ServerMessage::File(answer) => self.file(answer),
            ServerMessage::Notice(notice) => self.notice(notice.kind),
            // It was heard.
            ServerMessage::Pong => {}
        }
        self.settle(now);
    }

    /// The session of the present run.
    pub fn session(&self) -> Option<SessionId> {
        match &self.run.as_ref()?.stage {
            Stage::Live(live) => Some(live.session),
            Stage::Asked(_) | Stage::Gone { .. } => None,
        }
    }

    fn welcome(&mut self) {
        self.link = Link::Online;
        self.service = Service::Up;
        // This socket was taken.
        self.refusal.take_if(|refusal| refusal.reason == RejectReason::TooManyConnections);
        // The socket that took the request along made no session that this page could know: ask again.
        if let Some(Run { stage: Stage::Asked(request), stop, .. }) = self.run.take_if(|run| run.is_asked())
            && stop == Stop::Unwanted
        {
            self.next.get_or_insert(request);
        }
    }

    fn accepted(&mut self, accepted: Accepted) {
        let Some(run @ Run { stage: Stage::Asked(_), .. }) = &mut self.run else { return };
        let live = Live {
            session: accepted.session,
            token: accepted.resume_token,
            state: RunState::Ready,
            bound: Bound::Here,
            end_shown: false,
            replay: None,
        };
        let asked = std::mem::replace(&mut run.stage, Stage::Live(live));
        // The terminal may have changed since it was asked, when there was no session to tell.
        if let (Stage::Asked(RunRequest { io: Io::Terminal(recorded), .. }), Some(size)) = (asked, self.size)
            && recorded != size
        {
            self.send(ClientMessage::Resize(size));
        }
        if self.visibility == VisibilityState::Hidden {
            self.visibility(VisibilityState::Hidden);
        }
        self.flush_stop();
    }

    fn rejected(&mut self, rejected: Rejected) {
        match (&mut self.run, rejected.reason) {
            // The run that is over may have made room for the next one since it was asked for.
            (Some(Run { stage: Stage::Asked(_), .. }), RejectReason::UnknownSession) => {}
            (Some(Run { stage: Stage::Asked(_), .. }), reason)
                if reason != RejectReason::TooManyConnections =>
            {
                self.run = None;
                self.refusal = Some(rejected);
            }
            (Some(run), RejectReason::UnknownSession) if run.is_resuming() => run.part(Fate::Lost),
            _ => self.refusal = Some(rejected),
        }
    }

    fn changed(&mut self, change: StateChange, now: u64) {
        let Some(run) = &mut self.run else { return };
        let Some(live) = run.live().filter(|live| live.session == change.session) else { return };
        if live.state.is_terminal() {
            return;
        }
        live.state = change.state;
        let state = live.state.clone();
        if state != RunState::Ready {
            run.queue = None;
        }
        if matches!(state, RunState::Running { .. }) && run.started_at.is_none() {
            run.started_at = Some(now);
            run.last_output_at = now;
        }
        if state.is_terminal() {
            run.idle_ends_at = None;
            self.input_full = false;
        }
        self.flush_input();
    }

    fn notice(&mut self, kind: NoticeKind) {
        match kind {
            NoticeKind::TakenOver => {
                if let Some(run) = self.run.as_mut().filter(|run| run.is_live()) {
                    run.part(Fate::TakenOver);
                }
            }
            NoticeKind::Draining => self.service = Service::Draining,
            NoticeKind::EngineDown => self.service = Service::EngineDown,
            NoticeKind::EngineUp => self.service = Service::Up,
        }
    }

    /// Does what has become possible: shows the end, starts the next run.
    fn settle(&mut self, now: u64) {
        if self.next.is_none()
            && let Some(run) = self.run.as_mut().filter(|run| run.is_over())
            && let Some(live) = run.live().filter(|live| !live.end_shown)
        {
            live.end_shown = true;
            let state = live.state.clone();
            self.effects.push(Effect::WriteEnd(state));
        }
        self.start_next(now);
    }

    fn start_next(&mut self, now: u64) {
        let free = self.run.as_ref().is_none_or(Run::is_over);
        if self.link == Link::Online
            && free
            && let Some(mut request) = self.next.take()
        {
            if let (Io::Terminal(recorded), Some(size)) = (&mut request.io, self.size) {
                *recorded = size;
            }
            self.run = Some(Run::asked(request.clone(), now));
            self.input_full = false;
            self.effects.push(Effect::ResetTerminal);
            self.send(ClientMessage::Run(request));
        }
    }

    fn want_stop(&mut self) {
        if let Some(run) = self.run.as_mut().filter(|run| run.is_active() && run.stop == Stop::Unwanted) {
            run.stop = Stop::Wanted;
            self.flush_stop();
        }
    }

    fn flush_stop(&mut self) {
        if self.is_bound()
            && let Some(run) = self.run.as_mut().filter(|run| run.is_active() && run.stop != Stop::Unwanted)
        {
            run.stop = Stop::Sent;
            self.send(ClientMessage::Stop);
        }
    }

    fn flush_ack(&mut self) {
        if self.is_bound()
            && let Some(offset) = self.run.as_mut().and_then(|run| run.output.ack_due())
        {
            self.send(ClientMessage::Ack(Ack { offset }));
        }
    }

    fn is_bound(&self) -> bool {
        self.link == Link::Online
            && matches!(&self.run, Some(Run { stage: Stage::Live(live), .. }) if live.bound == Bound::Here)
    }

    fn send(&mut self, message: ClientMessage) {
        self.effects.push(Effect::Send(message));
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}
