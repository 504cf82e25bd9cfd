//! One task a run, from its place in the queue to the end of its container.
//!
//! ```text
//! Queued(ticket) ──permit──► Creating(container) ──slot──► Live(slot) ──► Over
//! ```
//!
//! The task owns what the run holds: the ticket or the permit, the slot (container and directory),
//! and the [`Machine`] that decides. It waits for one thing at a time, gives it a name
//! ([`Happened`]), hands it to the machine, and does what the machine answers. It never waits for
//! the container or the client while doing so: commands to the container are queued and bounded.

mod failure;
mod outbox;
mod place;
mod question;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use launcher::messages::{self, FromLauncher, ToLauncher};
use protocol::client::VisibilityState;
use protocol::server::QueuePosition;
use protocol::{Io, StopReason, Stream, TerminalSize};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tracing::{error, info, warn};

use super::machine::{Effect, Event, Machine};
use super::pool::Pool;
use super::queue::{Permit, Ticket};
use super::request::Program;
use super::service::{Grace, Run};
use super::view::Presence;
use super::written::Written;
use crate::runners::command::{self, Fit};
use crate::sandbox::{Boot, EVENTS_MAX, SandboxError, Slot, SlotEvent};
use crate::telemetry;
use outbox::Outbox;
use place::{Place, sleep_until_optional};
use question::{Answer, Question};

/// How many commands of the client wait for the supervisor.
pub const COMMANDS_MAX: usize = 64;

/// Credit is granted in steps of at least this many bytes, so that a flood of small acks does not
/// become a flood of messages.
const CREDIT_STEP_BYTES: u64 = 16 * 1024;

/// What a client wants of its run. Acks go to the view at once.
#[derive(Debug)]
pub enum Command {
    /// Input that is new.
    Input(Bytes),
    /// No input follows.
    CloseInput,
    /// The terminal has another size.
    Resize(TerminalSize),
    /// The user is still there.
    KeepRunning,
    /// End it.
    Stop,
}

/// What a supervisor can wait for.
enum Happened {
    Position(Option<QueuePosition>),
    Granted(Permit),
    Created(Result<Slot, SandboxError>),
    Slot(Option<SlotEvent>),
    /// The launcher's queue takes commands again.
    Room,
    EngineCpu(Answer),
    Command(Option<Command>),
    Answered,
    Shutdown,
    Tick,
}

/// What a run is made of, for [`Supervisor::new`].
pub struct Parts {
    /// The run, as connections see it.
    pub run: Arc<Run>,
    /// What to run.
    pub program: Program,
    /// What decides.
    pub machine: Machine,
    /// Where containers come from.
    pub pool: Arc<Pool>,
    /// From the client.
    pub commands: mpsc::Receiver<Command>,
    /// Turns `true` when every run has to end.
    pub shutdown: watch::Receiver<bool>,
    /// How long the run goes on without a client.
    pub grace: Grace,
}

/// The owner of one run.
pub struct Supervisor {
    parts: Parts,
    place: Place,
    outbox: Outbox,
    engine_cpu: Question,
    /// Whether the launcher has told the end, after which it tells what the program wrote.
    exited: bool,
}

impl Supervisor {
    /// A supervisor for a run that waits with `ticket`.
    pub fn new(parts: Parts, ticket: Ticket) -> Self {
        let positions = ticket.positions();
        let place = Place::Queued { ticket, positions };
        Self { parts, place, outbox: Outbox::default(), engine_cpu: Question::default(), exited: false }
    }

    /// Takes the run to its end and returns when its container is gone and its permit is free.
    pub async fn run(mut self) {
        loop {
            let happened = self.next().await;
            if self.act(happened) {
                break;
            }
        }
        let state = self.parts.machine.state();
        telemetry::run_ended(state, &self.parts.program.runner.runtime.language);
        info!(run.id = %self.parts.run.session, runner.name = self.parts.program.runner.runtime.language, run.state = state.name(), ?state, "the run has ended");
        self.clean_up().await;
    }

    async fn next(&mut self) -> Happened {
        let deadline = self.deadline();
        let ending = self.parts.machine.is_ending();
        tokio::select! {
            happened = self.place.next(&self.outbox) => happened,
            answer = self.engine_cpu.answer() => Happened::EngineCpu(answer),
            command = self.parts.commands.recv() => Happened::Command(command),
            () = self.parts.run.view.answered() => Happened::Answered,
            _ = self.parts.shutdown.wait_for(|down| *down), if !ending => Happened::Shutdown,
            () = sleep_until_optional(deadline) => Happened::Tick,
        }
    }

    /// Does what follows from what happened. Returns whether the run is over.
    fn act(&mut self, happened: Happened) -> bool {
        match happened {
            Happened::Position(position) => {
                self.parts.run.view.show(|shown| shown.queue = position);
                false
            }
            Happened::Granted(permit) => {
                self.create(permit);
                false
            }
            Happened::Created(Ok(slot)) => self.start(slot),
            Happened::Created(Err(error)) => {
                error!(run.id = %self.parts.run.session, error = &error as &dyn std::error::Error, "no container could be made");
                self.place = Place::Over;
                self.decide(Event::Failed { message: failure::in_words(&error).into() })
            }
            Happened::Slot(event) => self.slot_event(event),
            Happened::Room => {
                self.flush();
                false
            }
            Happened::EngineCpu(Answer::Cpu(cpu)) => self.decide(Event::EngineCpu { cpu }),
            Happened::EngineCpu(Answer::Nothing) => false,
            Happened::EngineCpu(Answer::Lost) => self.decide(Event::Failed { message: failure::LOST.into() }),
            Happened::Command(Some(command)) => self.command(command),
            // The registry has forgotten the run, which it only does with ended ones.
            Happened::Command(None) => self.decide(Event::Stop(StopReason::Disconnected)),
            Happened::Answered => {
                self.grant();
                false
            }
            Happened::Shutdown => self.decide(Event::Stop(StopReason::Shutdown)),
            Happened::Tick => self.tick(),
        }
    }

    fn create(&mut self, permit: Permit) {
        self.parts.run.view.show(|shown| shown.queue = None);
        let pool = Arc::clone(&self.parts.pool);
        let runner = Arc::clone(&self.parts.program.runner);
        let files = std::mem::take(&mut self.parts.program.files);
        let session = self.parts.run.session;
        let creation = Box::pin(async move {
            let mut slot = pool.slot(session, &runner).await?;
            slot.install(session, files).await?;
            Ok(slot)
        });
        self.place = Place::Creating { creation, permit };
    }

    fn start(&mut self, slot: Slot) -> bool {
        let Place::Creating { permit, .. } = std::mem::replace(&mut self.place, Place::Over) else {
            unreachable!("only a creation makes a slot");
        };
        let (size, credit) = {
            let mut shown = self.parts.run.view.look();
            let window = shown.window_bytes();
            (shown.size, shown.ring.credit(window))
        };
        let io = match (self.parts.program.io, size) {
            (Io::Terminal(asked), size) => messages::Io::Terminal(launcher_size(size.unwrap_or(asked))),
            (Io::Pipes, _) => messages::Io::Pipes,
        };
        let lines = std::mem::take(&mut self.parts.program.lines);
        let compiling = !lines.compile.is_empty();
        let fit = match slot.boot {
            Boot::Prepared => command::fits(&self.parts.program.runner, &lines, io),
            Boot::Cold => Fit::default(),
        };
        // A new queue has room. Where it is closed, so is the container, which its last event tells.
        let _ = slot.commands.try_send(ToLauncher::Start(command::start(lines, io, credit, fit)));
        self.place = Place::Live { slot, permit };
        self.flush();
        self.decide(Event::Started { compiling })
    }

    fn slot_event(&mut self, event: Option<SlotEvent>) -> bool {
        match event {
            Some(SlotEvent::Message(message)) => self.message(message),
            Some(SlotEvent::Closed(closed)) => {
                if let Some(error) = &closed.error {
                    warn!(run.id = %self.parts.run.session, error, "the container's streams broke");
                }
                self.decide(Event::Closed(closed))
            }
            None => self.decide(Event::Closed(crate::sandbox::Closed::default())),
        }
    }

    /// Hears the launcher. It is not trusted: what cannot be is ignored or ends the run.
    fn message(&mut self, message: FromLauncher) -> bool {
        self.engine_cpu.hear();
        match message {
            // The sandbox has waited for the first two, and a second one means nothing; before the end there are
            // no files.
            FromLauncher::Ready { .. }
            | FromLauncher::Prepared
            | FromLauncher::File(_)
            | FromLauncher::FilesEnd { .. } => false,
            FromLauncher::Phase(phase) => self.decide(Event::Phase(match phase {
                messages::Phase::Compiling => protocol::Phase::Compiling,
                messages::Phase::Running => protocol::Phase::Running,
            })),
            FromLauncher::Output { stream, bytes } => {
                let stream = match stream {
                    messages::Stream::Stdout => Stream::Stdout,
                    messages::Stream::Stderr => Stream::Stderr,
                };
                let count = bytes.len() as u64;
                match self.parts.run.view.output(stream, &bytes) {
                    Ok(()) => {
                        self.grant();
                        self.decide(Event::Output { bytes: count })
                    }
                    Err(error) => {
                        error!(run.id = %self.parts.run.session, %error, "the launcher ignores its credit");
                        self.decide(Event::Failed { message: "the container broke its protocol".into() })
                    }
                }
            }
            FromLauncher::Consumed(total) => {
                self.parts.run.view.show(|shown| {
                    shown.input_consumed = total.clamp(shown.input_consumed, shown.input_received);
                });
                self.decide(Event::InputConsumed)
            }
            FromLauncher::Heartbeat { cpu_us } => {
                self.decide(Event::Heartbeat { cpu: cpu_us.map(Duration::from_micros) })
            }
            FromLauncher::Exited(exit) => {
                self.exited = true;
                self.decide(Event::Exited(exit))
            }
            FromLauncher::Failed(message) => {
                error!(run.id = %self.parts.run.session, message, "the launcher could not start the program");
                self.decide(Event::Failed { message: format!("the program could not be started: {message}") })
            }
        }
    }

    fn command(&mut self, command: Command) -> bool {
        match command {
            Command::Input(bytes) => {
                self.send(ToLauncher::Stdin(bytes.into()));
                false
            }
            Command::CloseInput => {
                self.send(ToLauncher::StdinClose);
                false
            }
            Command::Resize(size) => {
                self.parts.run.view.show(|shown| {
                    if shown.size.is_some() {
                        shown.size = Some(size);
                    }
                });
                // The container is started with the size that is shown, so only a live one is told.
                if matches!(self.place, Place::Live { .. }) {
                    self.send(ToLauncher::Resize(launcher_size(size)));
                }
                false
            }
            Command::KeepRunning => self.decide(Event::KeepRunning),
            Command::Stop => self.decide(Event::Stop(StopReason::User)),
        }
    }

    fn tick(&mut self) -> bool {
        // What has come already belongs before the decision that a clock forces. It is bounded, so that
        // a launcher that never falls silent does not put the decision off.
        for _ in 0..EVENTS_MAX {
            let Place::Live { slot, .. } = &mut self.place else { break };
            let Ok(event) = slot.events.try_recv() else { break };
            if self.slot_event(Some(event)) {
                return true;
            }
        }
        if self.gone_at().is_some_and(|gone| gone <= Instant::now())
            && self.decide(Event::Stop(StopReason::Disconnected))
        {
            return true;
        }
        self.decide(Event::Tick)
    }

    /// Lets the machine decide and does what it says. Returns whether the run is over.
    fn decide(&mut self, event: Event) -> bool {
        let now = Instant::now().into_std();
        let mut over = false;
        for effect in self.parts.machine.handle(event, now) {
            match effect {
                Effect::Notify => {
                    let state = self.parts.machine.state().clone();
                    self.parts.run.view.show(|shown| {
                        shown.queue = None;
                        shown.idle_ends = None;
                        shown.states.push(state);
                    });
                }
                Effect::WarnIdle { ends_in } => {
                    self.parts.run.view.show(|shown| shown.idle_ends = Some(Instant::now() + ends_in));
                }
                Effect::IdleWarningOver => self.parts.run.view.show(|shown| shown.idle_ends = None),
                Effect::Kill => {
                    // Where it can't be told, the machine's own deadline takes the next step.
                    if let Place::Live { slot, .. } = &self.place {
                        let _ = slot.commands.try_send(ToLauncher::Kill);
                    }
                }
                Effect::AskEngineCpu => {
                    if let Place::Live { slot, .. } = &self.place {
                        self.engine_cpu.ask(slot);
                    }
                }
                Effect::MakeWay => {
                    if let Place::Live { slot, .. } = &self.place {
                        slot.handle.make_way();
                    }
                }
                Effect::Ended => over = true,
                // Removing the slot, which every end does, is by force.
                Effect::Destroy => {}
            }
        }
        over
    }

    /// Sends a command to the launcher, as soon as there is one and it has room.
    fn send(&mut self, command: ToLauncher) {
        self.outbox.put(command);
        self.flush();
    }

    fn flush(&mut self) {
        if let Place::Live { slot, .. } = &self.place {
            self.outbox.flush(&slot.commands);
        }
    }

    /// Lets the launcher send as much as the client's window has room for.
    fn grant(&mut self) {
        if !matches!(self.place, Place::Live { .. }) {
            return;
        }
        let credit = {
            let mut shown = self.parts.run.view.look();
            let window = shown.window_bytes();
            let grantable = shown.ring.grantable(window);
            // A launcher without credit gets the least there is: its client may wait for just that.
            let enough = grantable >= CREDIT_STEP_BYTES || shown.ring.credit_is_used_up();
            if enough { shown.ring.credit(window) } else { 0 }
        };
        if credit > 0 {
            self.send(ToLauncher::Credit(credit));
        }
    }

    /// When the run ends for want of a client. Once it is being ended, never: a time that has passed
    /// would be waited for again and again.
    fn gone_at(&self) -> Option<Instant> {
        if self.parts.machine.is_ending() {
            return None;
        }
        let shown = self.parts.run.view.look();
        match shown.presence() {
            Presence::Away(since) => Some(
                since
                    + match shown.visibility {
                        VisibilityState::Visible => self.parts.grace.visible,
                        VisibilityState::Hidden => self.parts.grace.hidden,
                    },
            ),
            Presence::Attached(_) => None,
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let machine = self.parts.machine.deadline().map(Instant::from_std);
        [machine, self.gone_at()].into_iter().flatten().min()
    }

    /// Gives back what the run holds. The permit is freed when the container is gone.
    async fn clean_up(mut self) {
        // Removal takes time. Nobody waits meanwhile for room in a queue that nobody reads.
        self.parts.commands.close();
        let (slot, permit) = match self.place {
            Place::Live { slot, permit } => (Ok(slot), permit),
            // Half a container cannot be removed: it is finished first. Its own deadline bounds it.
            Place::Creating { creation, permit } => (creation.await, permit),
            Place::Queued { .. } | Place::Over => return,
        };
        if let Ok(mut slot) = slot {
            if self.exited {
                let written = Written::hear(&mut slot.events).await;
                self.parts.run.view.show(|shown| shown.written = Some(written));
            }
            if let Err(error) = slot.remove().await {
                error!(run.id = %self.parts.run.session, error = &error as &dyn std::error::Error, "the container is left to the sweep");
            }
        }
        drop(permit);
    }
}

fn launcher_size(size: TerminalSize) -> messages::Size {
    messages::Size { cols: size.cols, rows: size.rows }
}
