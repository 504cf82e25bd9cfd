//! Tells the client: what its run shows and it does not have yet.

use std::sync::Arc;

use futures_util::{Sink, SinkExt as _};
use protocol::ServerMessage;
use protocol::server::{Files, IdleWarning, Notice, NoticeKind, QueuePosition, StateChange, StdinAck};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::pace::Pace;
use super::{Answer, Outgoing, PING_EVERY};
use crate::run::service::{Run, RunService};
use crate::run::view::{ConnectionId, Presence};

/// How much output goes into one frame.
const FRAME_BYTES_MAX: u64 = 32 * 1024;

/// How much output is sent before control is looked at again.
const BURST_FRAMES: usize = 4;

pub(super) struct Writer<S> {
    sink: S,
    answers: mpsc::Receiver<Answer>,
    connection: ConnectionId,
    engine_up: watch::Receiver<bool>,
    draining: watch::Receiver<bool>,
    drain_notice: DrainNotice,
    followed: Option<Followed>,
}

/// A run, and what of it the client already has.
struct Followed {
    run: Arc<Run>,
    changes: watch::Receiver<()>,
    states: usize,
    queue: Option<QueuePosition>,
    stdin_acked: u64,
    idle_ends: Option<Instant>,
    output: u64,
    files: FilesMessage,
    pace: Pace,
}

/// Whether the client knows what the program wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FilesMessage {
    Due,
    Sent,
}

/// What the writer can wait for.
enum Happened {
    Answer(Option<Answer>),
    Changed,
    /// No ack has come for so long that more is sent without one.
    Lifted,
    Engine(bool),
    Draining,
    Ping,
}

/// Whether the client knows that the server is about to stop.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DrainNotice {
    Due,
    Sent,
}

/// The socket takes no more.
struct Broken;

impl<S: Sink<Outgoing> + Unpin> Writer<S> {
    pub(super) fn new(
        sink: S,
        answers: mpsc::Receiver<Answer>,
        connection: ConnectionId,
        service: &RunService,
    ) -> Self {
        let mut engine_up = service.engine_up();
        // A client that comes while the engine is away is told right after its welcome.
        if !*engine_up.borrow_and_update() {
            engine_up.mark_changed();
        }
        let draining = service.draining();
        Self {
            sink,
            answers,
            connection,
            engine_up,
            draining,
            drain_notice: DrainNotice::Due,
            followed: None,
        }
    }

    /// Writes until the socket breaks, the reader has gone, or a close was sent.
    pub(super) async fn run(mut self) {
        let mut ping = interval(PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.reset();
        let mut greeted = false;
        loop {
            let happened = tokio::select! {
                answer = self.answers.recv() => Happened::Answer(answer),
                happened = followed(&mut self.followed), if greeted => happened,
                Ok(()) = self.engine_up.changed(), if greeted => Happened::Engine(*self.engine_up.borrow_and_update()),
                Ok(_) = self.draining.wait_for(|draining| *draining), if greeted && self.drain_notice == DrainNotice::Due => Happened::Draining,
                _ = ping.tick() => Happened::Ping,
            };
            let written = match happened {
                Happened::Answer(None) => return,
                Happened::Answer(Some(Answer::Close(reason))) => {
                    let _ = self.sink.send(Outgoing::Close(reason)).await;
                    return;
                }
                Happened::Answer(Some(Answer::Say(message))) => {
                    greeted = true;
                    self.say(&message).await
                }
                Happened::Answer(Some(Answer::Follow(message, run, from))) => {
                    self.followed = Some(Followed::new(run, from));
                    match feed(&mut self.sink, &message).await {
                        Ok(()) => self.update().await,
                        Err(broken) => Err(broken),
                    }
                }
                Happened::Changed => self.update().await,
                Happened::Lifted => {
                    if let Some(followed) = &mut self.followed {
                        followed.pace.lift(Instant::now());
                    }
                    self.update().await
                }
                Happened::Engine(up) => {
                    self.notice(if up { NoticeKind::EngineUp } else { NoticeKind::EngineDown }).await
                }
                Happened::Draining => {
                    self.drain_notice = DrainNotice::Sent;
                    self.notice(NoticeKind::Draining).await
                }
                Happened::Ping => self.sink.send(Outgoing::Ping).await.map_err(|_| Broken),
            };
            if written.is_err() {
                return;
            }
        }
    }

    /// Sends what the run shows and the client does not have: control, then output.
    async fn update(&mut self) -> Result<(), Broken> {
        let Some(followed) = &mut self.followed else { return Ok(()) };
        if followed.run.view.look().presence() != Presence::Attached(self.connection) {
            self.followed = None;
            // Where the reader has gone, it was not another connection that took the run away.
            if self.answers.is_closed() {
                return Ok(());
            }
            return self.notice(NoticeKind::TakenOver).await;
        }
        for message in followed.control() {
            feed(&mut self.sink, &message).await?;
        }
        for _ in 0..BURST_FRAMES {
            let Some(frame) = followed.output_frame() else { break };
            self.sink.feed(Outgoing::Binary(frame.into())).await.map_err(|_| Broken)?;
        }
        if let Some(files) = followed.files() {
            feed(&mut self.sink, &files).await?;
        }
        followed.run.view.pace(followed.pace.window());
        if followed.has_output() {
            // There is more; after a look at what else has happened.
            followed.changes.mark_changed();
        }
        self.sink.flush().await.map_err(|_| Broken)
    }

    async fn notice(&mut self, kind: NoticeKind) -> Result<(), Broken> {
        self.say(&ServerMessage::Notice(Notice { kind })).await
    }

    async fn say(&mut self, message: &ServerMessage) -> Result<(), Broken> {
        feed(&mut self.sink, message).await?;
        self.sink.flush().await.map_err(|_| Broken)
    }
}

impl Followed {
    fn new(run: Arc<Run>, from: u64) -> Self {
        let changes = run.view.subscribe();
        let (states, acked) = {
            let shown = run.view.look();
            (if from == 0 { 0 } else { shown.states.len().saturating_sub(1) }, shown.ring.acked())
        };
        let pace = Pace::new(acked, Instant::now());
        Self {
            run,
            changes,
            states,
            queue: None,
            stdin_acked: 0,
            idle_ends: None,
            output: from,
            files: FilesMessage::Due,
            pace,
        }
    }

    /// The control messages that the client does not have yet.
    fn control(&mut self) -> Vec<ServerMessage> {
        let shown = self.run.view.look();
        let session = self.run.session;
        let mut messages = Vec::new();
        for state in &shown.states[self.states..] {
            messages.push(ServerMessage::State(StateChange { session, state: state.clone() }));
        }
        self.states = shown.states.len();
        if shown.queue != self.queue {
            self.queue = shown.queue;
            messages.extend(shown.queue.map(ServerMessage::Queue));
        }
        if shown.input_consumed != self.stdin_acked {
            self.stdin_acked = shown.input_consumed;
            messages.push(ServerMessage::StdinAck(StdinAck { offset: self.stdin_acked }));
        }
        if shown.idle_ends != self.idle_ends {
            self.idle_ends = shown.idle_ends;
            messages.extend(self.idle_ends.map(|ends| {
                let ends_in = ends.saturating_duration_since(Instant::now());
                ServerMessage::IdleWarning(IdleWarning { ends_in_ms: ends_in.as_millis() as u64 })
            }));
        }
        messages
    }

    /// The next output that the window and the pace let through, as a frame.
    fn output_frame(&mut self) -> Option<Vec<u8>> {
        let shown = self.run.view.look();
        let now = Instant::now();
        self.pace.acked(shown.ring.acked(), now);
        let length = self.pace.room(self.output).min(self.pace.frame_bytes_max()).min(FRAME_BYTES_MAX);
        let frame = shown.ring.read(self.output, length as usize)?;
        self.output = frame.offset + frame.bytes.len() as u64;
        self.pace.sent(self.output, now);
        Some(frame.encode())
    }

    /// What the program wrote, once the client has all that it printed.
    fn files(&mut self) -> Option<ServerMessage> {
        let shown = self.run.view.look();
        let written = shown.written.as_ref().filter(|_| self.output >= shown.ring.end())?;
        if std::mem::replace(&mut self.files, FilesMessage::Sent) == FilesMessage::Sent || written.is_empty()
        {
            return None;
        }
        let (files, complete) = (written.list(), written.is_complete());
        Some(ServerMessage::Files(Files { session: self.run.session, files, complete }))
    }

    fn has_output(&self) -> bool {
        self.output < self.run.view.look().ring.end() && self.pace.room(self.output) > 0
    }

    /// When more is sent without an ack, where there is more.
    fn lifts_at(&self) -> Option<Instant> {
        self.pace.lifts_at().filter(|_| self.output < self.run.view.look().ring.end())
    }
}

async fn feed<S: Sink<Outgoing> + Unpin>(sink: &mut S, message: &ServerMessage) -> Result<(), Broken> {
    let text = serde_json::to_string(message).expect("every message of ours is JSON");
    sink.feed(Outgoing::Text(text)).await.map_err(|_| Broken)
}

/// Waits for news of the run.
async fn followed(followed: &mut Option<Followed>) -> Happened {
    let Some(followed) = followed else { return std::future::pending().await };
    let lifts_at = followed.lifts_at();
    tokio::select! {
        // A run that is followed keeps its sender, so this does not fail.
        _ = followed.changes.changed() => Happened::Changed,
        () = sleep_until(lifts_at.unwrap_or_else(Instant::now)), if lifts_at.is_some() => Happened::Lifted,
    }
}
