//! What a run shows to the outside, kept where both its supervisor and a connection can reach it.
//!
//! Nothing here is a queue: a connection reads what differs from what it has already sent, so a
//! client that does not read costs no memory beyond the output ring.
//!
//! ```text
//! supervisor ── writes states, queue position, input offset, output ──► View ──► connection
//! connection ── acks output, attaches, detaches ─────────────────────►      ──► supervisor
//! ```

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use protocol::client::VisibilityState;
use protocol::server::QueuePosition;
use protocol::{INPUT_WINDOW_BYTES, OUTPUT_WINDOW_BYTES, RunState, Stream, TerminalSize};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::ring::{AckBeyondEnd, OutputRing, Overflow};
use super::written::Written;

/// How much output a run keeps for its client.
pub const RING_BYTES: u64 = 1024 * 1024;

/// How far past the last ack a run prints before its client has shown how quick it is.
pub const FIRST_WINDOW_BYTES: u64 = 16 * 1024;

/// Names one connection, so that a newer one can take a run over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionId(pub u64);

/// The shared face of one run.
pub struct View {
    shown: Mutex<Shown>,
    /// Wakes the connections: there may be something to send. Each has its own receiver, so that one
    /// that is being taken over cannot swallow its successor's wake-up.
    changed: watch::Sender<()>,
    /// Wakes the supervisor: output was acked, or a connection came or went.
    answered: Notify,
}

/// What there is to see of a run.
pub struct Shown {
    /// Every state so far; there are at most a handful.
    pub states: Vec<RunState>,
    /// The place in the queue, while there is one.
    pub queue: Option<QueuePosition>,
    /// How many input bytes have reached the program.
    pub input_consumed: u64,
    /// How many input bytes have come from the client.
    pub input_received: u64,
    /// Whether the client has said that no input follows.
    input_closed: bool,
    /// When the idle clock runs out, once its warning is due.
    pub idle_ends: Option<Instant>,
    /// The terminal's size; `None` in pipes mode.
    pub size: Option<TerminalSize>,
    /// The output.
    pub ring: OutputRing,
    /// What the program wrote, once that is known.
    pub written: Option<Arc<Written>>,
    /// What the client has said last of its page: how long it may be away depends on it.
    pub visibility: VisibilityState,
    presence: Presence,
    /// How far past the last ack the program may print while a client looks. What is printed already
    /// stands before all that it prints next, so this is not more than what keeps its client busy.
    window: u64,
}

/// Whether a client looks at the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// This connection does.
    Attached(ConnectionId),
    /// None does, since then.
    Away(Instant),
}

/// How a client's input was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// These bytes are new.
    New(Bytes),
    /// All of them came before, or after the end of the input.
    Known,
}

/// Why a client's input was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Bytes between the last ones and these are missing.
    #[error("input bytes before offset {offset} are missing")]
    Gap {
        /// Where the client's bytes start.
        offset: u64,
    },
    /// The client ignores the window.
    #[error("more than {INPUT_WINDOW_BYTES} bytes of input wait for the program")]
    Window,
}

impl View {
    /// The face of a new run that `connection` looks at.
    pub fn new(size: Option<TerminalSize>, connection: ConnectionId) -> Self {
        Self {
            shown: Mutex::new(Shown {
                states: vec![RunState::Ready],
                queue: None,
                input_consumed: 0,
                input_received: 0,
                input_closed: false,
                idle_ends: None,
                size,
                ring: OutputRing::new(RING_BYTES),
                written: None,
                visibility: VisibilityState::Visible,
                presence: Presence::Attached(connection),
                window: FIRST_WINDOW_BYTES,
            }),
            changed: watch::Sender::new(()),
            answered: Notify::new(),
        }
    }

    /// Looks at the run. Hold it for a moment, never across an await.
    pub fn look(&self) -> MutexGuard<'_, Shown> {
        // A panic while it was held leaves whole values behind: each is set in one step.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is shown and wakes the connection.
    pub fn show(&self, change: impl FnOnce(&mut Shown)) {
        change(&mut self.look());
        self.changed.send_replace(());
    }

    /// Appends output and wakes the connection.
    ///
    /// # Errors
    /// Where the launcher sends more than it was granted.
    pub fn output(&self, stream: Stream, bytes: &[u8]) -> Result<(), Overflow> {
        self.look().ring.push(stream, bytes)?;
        self.changed.send_replace(());
        Ok(())
    }

    /// Tells of changes from here on; look once after subscribing.
    pub fn subscribe(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Waits until the client acked, came or went.
    pub async fn answered(&self) {
        self.answered.notified().await;
    }

    /// Makes `connection` the one that looks; an earlier one is told when it looks next.
    pub fn attach(&self, connection: ConnectionId) {
        {
            let mut shown = self.look();
            shown.presence = Presence::Attached(connection);
            shown.visibility = VisibilityState::Visible;
        }
        self.changed.send_replace(());
        self.answered.notify_one();
    }

    /// Says that `connection` is gone. No effect where another has taken over.
    pub fn detach(&self, connection: ConnectionId) {
        let mut shown = self.look();
        if shown.presence == Presence::Attached(connection) {
            shown.presence = Presence::Away(Instant::now());
            drop(shown);
            self.answered.notify_one();
        }
    }

    /// Takes the client's word that output up to `offset` is on its screen.
    ///
    /// # Errors
    /// Where there is no such output.
    pub fn ack(&self, offset: u64) -> Result<(), AckBeyondEnd> {
        self.look().ring.ack(offset)?;
        self.answered.notify_one();
        // The window has moved on: more may be sent.
        self.changed.send_replace(());
        Ok(())
    }

    /// Lets the program print so far past the last ack while a client looks, at most a window.
    pub fn pace(&self, window: u64) {
        let window = window.min(OUTPUT_WINDOW_BYTES);
        if std::mem::replace(&mut self.look().window, window) != window {
            self.answered.notify_one();
        }
    }

    /// Takes input at its offset: what came before is left out, a gap is refused.
    ///
    /// # Errors
    /// Where bytes are missing, or more wait than the window allows.
    pub fn take_input(&self, offset: u64, bytes: &[u8]) -> Result<Input, InputError> {
        let mut shown = self.look();
        if shown.input_closed {
            return Ok(Input::Known);
        }
        let known = shown.input_received.checked_sub(offset).ok_or(InputError::Gap { offset })?;
        let new = usize::try_from(known).ok().and_then(|known| bytes.get(known..)).unwrap_or_default();
        if new.is_empty() {
            return Ok(Input::Known);
        }
        let received = shown.input_received + new.len() as u64;
        // Input of a program that has ended goes nowhere, so it is not bounded by being consumed.
        if received - shown.input_consumed > INPUT_WINDOW_BYTES && !shown.is_over() {
            return Err(InputError::Window);
        }
        shown.input_received = received;
        Ok(Input::New(Bytes::copy_from_slice(new)))
    }
}

impl Shown {
    /// Takes the client's word that no input follows. Says whether that is news.
    pub fn close_input(&mut self) -> bool {
        !std::mem::replace(&mut self.input_closed, true)
    }

    /// Whether the run has ended.
    pub fn is_over(&self) -> bool {
        self.states.last().is_some_and(RunState::is_terminal)
    }

    /// Who looks.
    pub fn presence(&self) -> Presence {
        self.presence
    }

    /// How far past the last ack the program may print. Unseen, it fills the ring and then waits.
    pub fn window_bytes(&self) -> u64 {
        match self.presence {
            Presence::Attached(_) => self.window,
            Presence::Away(_) => RING_BYTES,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        View::new(None, ConnectionId(1))
    }

    #[test]
    fn input_that_was_sent_again_is_taken_once() {
        let view = view();
        assert_eq!(view.take_input(0, b"hello"), Ok(Input::New(Bytes::from_static(b"hello"))));
        assert_eq!(view.take_input(0, b"hello"), Ok(Input::Known));
        assert_eq!(view.take_input(3, b"lo, you"), Ok(Input::New(Bytes::from_static(b", you"))));
        assert_eq!(view.look().input_received, 10);
    }

    #[test]
    fn input_with_a_gap_is_refused() {
        let view = view();
        assert_eq!(view.take_input(1, b"x"), Err(InputError::Gap { offset: 1 }));
    }

    #[test]
    fn input_past_the_window_is_refused_until_the_program_reads() {
        let view = view();
        let full = vec![b'x'; INPUT_WINDOW_BYTES as usize];
        assert!(view.take_input(0, &full).is_ok());
        assert_eq!(view.take_input(INPUT_WINDOW_BYTES, b"y"), Err(InputError::Window));
        view.show(|shown| shown.input_consumed = 1);
        assert!(view.take_input(INPUT_WINDOW_BYTES, b"y").is_ok());
    }

    #[test]
    fn a_connection_that_was_taken_over_does_not_detach_its_successor() {
        let view = view();
        view.attach(ConnectionId(2));
        view.detach(ConnectionId(1));
        assert_eq!(view.look().presence(), Presence::Attached(ConnectionId(2)));
    }
}
