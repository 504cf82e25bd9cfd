//! What the page shows of the client. A new one is drawn when it differs from the last.

use protocol::RunState;
use protocol::server::{Files, QueuePosition, RejectReason, Rejected};

use super::run::{Fate, Run, Stage, Stop};
use super::{Client, Link};

/// Everything but the ticking numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The run.
    pub run: RunView,
    /// The socket.
    pub connection: Connection,
    /// The server behind it.
    pub service: Service,
    /// The server did not do what was asked last.
    pub refusal: Option<Rejected>,
    /// When the idle clock runs out, on the page's clock, if a warning came.
    pub idle_ends_at: Option<u64>,
    /// What was typed last found no room.
    pub input_full: bool,
    /// Whether there is anything to stop.
    pub can_stop: bool,
    /// Whether the program may still be given input.
    pub input_open: bool,
    /// What the run speaks through.
    pub channel: Channel,
    /// What the program wrote, where it has ended and wrote anything.
    pub written: Option<Files>,
}

impl Snapshot {
    /// Whether the server has no room for one more page of this browser or address.
    pub fn is_crowded_out(&self) -> bool {
        self.refusal.as_ref().is_some_and(|refusal| refusal.reason == RejectReason::TooManyConnections)
    }
}

/// What a run speaks through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A terminal.
    Terminal,
    /// Pipes in its place.
    Pipes,
}

/// The run, for the status strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunView {
    /// Nothing was run yet.
    None,
    /// A request is on its way, or waits for the run before it to end or for a socket.
    Asked,
    /// The server knows it.
    Known {
        /// Its state.
        state: RunState,
        /// Its place in the queue.
        queue: Option<QueuePosition>,
        /// The user stopped it, and the server has not said so yet.
        stopping: bool,
    },
    /// It is not this page's any more; its last known state.
    Gone(RunState, Fate),
}

impl RunView {
    /// Whether it has come to its end.
    pub fn has_ended(&self) -> bool {
        matches!(self, Self::Known { state, .. } if state.is_terminal())
    }
}

/// The socket, for the banner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Messages flow, or the first socket is being opened.
    Fine,
    /// The socket is gone and another is tried.
    Reconnecting,
}

/// The server behind the socket, for the banner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// It runs programs.
    Up,
    /// It is about to stop.
    Draining,
    /// Docker does not answer.
    EngineDown,
}

/// The numbers that tick while a program runs, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// Since the program began, or how long it ran in all.
    pub elapsed: Option<u64>,
    /// Since the last output.
    pub quiet: Option<u64>,
}

impl Client {
    /// What to show.
    pub fn snapshot(&self) -> Snapshot {
        let active = self.run.as_ref().filter(|run| run.is_active());
        Snapshot {
            run: self.run_view(),
            connection: match self.link {
                Link::Online | Link::Connecting { failures: 0 } | Link::Greeting { failures: 0 } => {
                    Connection::Fine
                }
                Link::Waiting { .. } | Link::Connecting { .. } | Link::Greeting { .. } => {
                    Connection::Reconnecting
                }
            },
            service: self.service,
            refusal: self.refusal.clone(),
            idle_ends_at: active.and_then(|run| run.idle_ends_at),
            input_full: self.input_full,
            can_stop: active.is_some() || self.next.is_some(),
            input_open: active.is_some_and(|run| run.input.is_open()),
            channel: if self.has_pipes() { Channel::Pipes } else { Channel::Terminal },
            written: self.written(),
        }
    }

    /// What ticks.
    pub fn timing(&self, now: u64) -> Timing {
        let Some(run) = &self.run else { return Timing::default() };
        let (Stage::Live(super::run::Live { state, .. }) | Stage::Gone { state, .. }) = &run.stage else {
            return Timing::default();
        };
        if let Some(end) = state.end() {
            return Timing { elapsed: run.started_at.map(|_| end.usage.wall_ms), quiet: None };
        }
        Timing {
            elapsed: run.started_at.map(|started| now.saturating_sub(started)),
            quiet: run.started_at.filter(|_| run.is_active()).map(|_| now.saturating_sub(run.last_output_at)),
        }
    }

    fn run_view(&self) -> RunView {
        let waiting = self.next.is_some();
        match &self.run {
            Some(Run { stage: Stage::Live(live), queue, stop, .. })
                if !(waiting && live.state.is_terminal()) =>
            {
                let stopping = *stop != Stop::Unwanted && !live.state.is_terminal();
                RunView::Known { state: live.state.clone(), queue: *queue, stopping }
            }
            Some(Run { stage: Stage::Gone { state, fate }, .. }) if !waiting => {
                RunView::Gone(state.clone(), *fate)
            }
            None if !waiting => RunView::None,
            _ => RunView::Asked,
        }
    }
}
