//! One run as the page sees it.

use protocol::server::{Files, QueuePosition};
use protocol::state::End;
use protocol::{Io, ResumeToken, RunRequest, RunState, SessionId, StopReason};

use super::input::Input;
use super::output::Output;

/// A run that was asked for.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) stage: Stage,
    pub(super) input: Input,
    pub(super) output: Output,
    /// It has pipes in place of a terminal.
    pub(super) pipes: bool,
    /// The user wants it to end.
    pub(super) stop: Stop,
    pub(super) queue: Option<QueuePosition>,
    /// When it began to run, on the page's clock.
    pub(super) started_at: Option<u64>,
    pub(super) last_output_at: u64,
    pub(super) idle_ends_at: Option<u64>,
    /// What the program wrote, once the server has told.
    pub(super) written: Option<Files>,
}

/// How far a run has come.
#[derive(Debug)]
pub(super) enum Stage {
    /// Sent; the server has not answered. Kept, because a socket that drops takes the request along.
    Asked(RunRequest),
    /// The server's, on this page.
    Live(Live),
    /// No longer this page's, or no longer the server's.
    Gone { state: RunState, fate: Fate },
}

/// A session of the server.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) session: SessionId,
    pub(super) token: ResumeToken,
    pub(super) state: RunState,
    /// Whether this socket carries the session.
    pub(super) bound: Bound,
    /// Whether the end was put on the screen.
    pub(super) end_shown: bool,
    /// Where the output ends that is shown at the size it was printed for, before the terminal is fitted.
    pub(super) replay: Option<u64>,
}

/// Whether the present socket carries a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// It does.
    Here,
    /// The server has yet to confirm.
    Resuming,
    /// It never will again: the run is over, and the server has forgotten it or another page asks for what it
    /// wrote.
    Never,
}

/// A wish to end a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// There is none.
    Unwanted,
    /// To be sent as soon as the session can hear it.
    Wanted,
    /// Sent.
    Sent,
}

/// Why a run is not this page's any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Another page shows it now.
    TakenOver,
    /// The server does not know it any more.
    Lost,
}

impl Run {
    pub(super) fn asked(request: RunRequest, now: u64) -> Self {
        Self {
            pipes: request.io == Io::Pipes,
            stage: Stage::Asked(request),
            input: Input::default(),
            output: Output::default(),
            stop: Stop::Unwanted,
            queue: None,
            started_at: None,
            last_output_at: now,
            idle_ends_at: None,
            written: None,
        }
    }

    pub(super) fn live(&mut self) -> Option<&mut Live> {
        match &mut self.stage {
            Stage::Live(live) => Some(live),
            Stage::Asked(_) | Stage::Gone { .. } => None,
        }
    }

    pub(super) fn is_asked(&self) -> bool {
        matches!(self.stage, Stage::Asked(_))
    }

    pub(super) fn is_live(&self) -> bool {
        matches!(self.stage, Stage::Live(_))
    }

    pub(super) fn is_resuming(&self) -> bool {
        matches!(&self.stage, Stage::Live(live) if live.bound == Bound::Resuming)
    }

    /// Whether the program may still do something.
    pub(super) fn is_active(&self) -> bool {
        match &self.stage {
            Stage::Asked(_) => true,
            Stage::Live(live) => !live.state.is_terminal(),
            Stage::Gone { .. } => false,
        }
    }

    /// Whether nothing more will come of it.
    pub(super) fn is_over(&self) -> bool {
        match &self.stage {
            Stage::Asked(_) => false,
            Stage::Live(live) => live.state.end().is_some_and(|end| self.output.received() >= end.output_end),
            Stage::Gone { .. } => true,
        }
    }

    /// This page is not the run's any more. What is over stays as it was, without what only the server has.
    pub(super) fn part(&mut self, fate: Fate) {
        if self.is_over() {
            self.written = None;
            if let Some(live) = self.live() {
                live.bound = Bound::Never;
            }
            return;
        }
        let known = self.live().map(|live| live.state.clone());
        let state = match (known, fate) {
            (Some(state), Fate::TakenOver) => state,
            (Some(state), Fate::Lost) if state.is_terminal() => state,
            _ => RunState::Stopped { reason: StopReason::Disconnected, end: End::default() },
        };
        self.idle_ends_at = None;
        self.queue = None;
        self.stage = Stage::Gone { state, fate };
    }
}
