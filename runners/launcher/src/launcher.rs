//! The one run of a container, from the launcher's side: what each message and each end leads to.

mod beginning;

use std::io;
use std::os::fd::BorrowedFd;
use std::path::Path;
use std::time::{Duration, Instant};

use ::launcher::messages::{Exit, FromLauncher, Phase, Status, ToLauncher, Usage};

use crate::cgroup::Cgroup;
use crate::child::{Child, Control};
use crate::heartbeat::Heartbeat;
use crate::identity::Identity;
use crate::input::Input;
use crate::outbox::Outbox;
use crate::stage::{Next, Reaping, Stage};
use crate::streams::Streams;
use crate::sys::{self, Ended, Reaped};
use crate::warm::Origin;
use crate::workspace;
use crate::written::Before;

/// How long killed processes may take to be gone, and then the output to be read.
const SETTLE: Duration = Duration::from_millis(150);
const DRAIN: Duration = Duration::from_millis(100);

/// What an ended program may have left in terminal and pipes. Read without credit: the server keeps
/// at least so much room.
const DRAIN_BYTES: u64 = 1024 * 1024;

/// How long the last message waits for a reader.
const LEAVE: Duration = Duration::from_secs(5);

/// How long small pieces of output gather, where one has just been sent: a program that prints line
/// by line would make a message of each. The first byte after a silence leaves at once.
const GATHER: Duration = Duration::from_millis(1);

/// What is not small: a terminal hands over at most twice as much at a time.
const PIECE_BYTES: u64 = 2048;

/// How much is told of what came before its time.
const EARLY_BYTES: u64 = 1024;

/// How many ended processes are taken before messages get their turn.
const REAP_BATCH: usize = 256;

/// The launcher without its descriptors' events.
pub(crate) struct Launcher {
    identity: Identity,
    /// What is said to the server.
    pub(crate) outbox: Outbox,
    input: Input,
    credit: u64,
    /// When output may be read again, where it comes in small pieces.
    gathered: Instant,
    run: Option<Run>,
    /// What there was before the program, once there is one.
    before: Option<Before>,
    stage: Stage,
    reported: u64,
    reaping: Reaping,
}

/// What there is from `Start` on.
struct Run {
    streams: Streams,
    /// What becomes the program once a compiler has ended.
    program: Option<Origin>,
    /// Whether what runs hears of the terminal's signals.
    control: Control,
    cgroup: Cgroup,
    heartbeat: Heartbeat,
}

impl Launcher {
    /// Waits for `Start`.
    pub(crate) fn new(identity: Identity, outbox: Outbox) -> Self {
        Self {
            identity,
            outbox,
            input: Input::default(),
            credit: 0,
            gathered: Instant::now(),
            run: None,
            before: None,
            stage: Stage::Waiting,
            reported: 0,
            reaping: Reaping::Nobody,
        }
    }

    /// Acts on what the server says.
    pub(crate) fn receive(&mut self, message: ToLauncher) -> io::Result<()> {
        if self.is_leaving() {
            return Ok(());
        }
        match message {
            ToLauncher::Prepare(prepare) => self.prepare(&prepare),
            ToLauncher::Start(start) => self.start(start),
            ToLauncher::Stdin(bytes) => self.stdin(&bytes),
            ToLauncher::StdinClose => {
                self.input.close();
                self.feed()
            }
            ToLauncher::Credit(bytes) => {
                self.credit = self.credit.saturating_add(bytes);
                Ok(())
            }
            ToLauncher::Resize(size) => self.run.as_ref().map_or(Ok(()), |run| run.streams.resize(size)),
            ToLauncher::Kill => self.kill(),
        }
    }

    /// Says why it cannot go on, and goes.
    pub(crate) fn fail(&mut self, words: &str) -> io::Result<()> {
        if self.is_leaving() {
            return Ok(());
        }
        self.identity.kill_program()?;
        self.leave(&FromLauncher::Failed(words.to_owned()));
        Ok(())
    }

    fn stdin(&mut self, bytes: &[u8]) -> io::Result<()> {
        if matches!(self.stage, Stage::Draining { .. }) {
            return Ok(());
        }
        match self.input.push(bytes) {
            Ok(()) => self.feed(),
            Err(_) => self.fail("more input came than was asked for"),
        }
    }

    fn kill(&mut self) -> io::Result<()> {
        self.kill_all()?;
        match std::mem::replace(&mut self.stage, Stage::Waiting) {
            Stage::Waiting | Stage::Preparing(_) | Stage::Prepared(_) => {
                let status = Status::Signal(libc::SIGKILL);
                let usage = Usage::default();
                self.leave(&FromLauncher::Exited(Exit { phase: Phase::Running, status, usage }));
            }
            Stage::Active { phase, child } => self.settle(phase, child, None, Next::Stop),
            Stage::Settling { phase, child, ended, .. } => self.settle(phase, child, ended, Next::Stop),
            ending @ (Stage::Draining { .. } | Stage::Collecting { .. } | Stage::Leaving { .. }) => {
                self.stage = ending;
            }
        }
        Ok(())
    }

    fn settle(&mut self, phase: Phase, child: Child, ended: Option<Ended>, next: Next) {
        let deadline = Instant::now() + SETTLE;
        self.stage = Stage::Settling { phase, child, ended, next, deadline };
        self.reaping = Reaping::More;
    }

    fn leave(&mut self, last: &FromLauncher) {
        self.outbox.push(last);
        self.stage = Stage::Leaving { deadline: Instant::now() + LEAVE };
        self.run = None;
    }

    /// Whether the end has been said.
    fn is_leaving(&self) -> bool {
        matches!(self.stage, Stage::Collecting { .. } | Stage::Leaving { .. })
    }

    /// A child has ended.
    pub(crate) fn child_signal(&mut self) {
        self.reaping = Reaping::More;
    }

    /// Does what is due without an event: ended children, deadlines, the heartbeat.
    pub(crate) fn advance(&mut self) -> io::Result<()> {
        if self.reaping == Reaping::More {
            self.reap()?;
        }
        let now = Instant::now();
        match &self.stage {
            Stage::Settling { deadline, .. } if self.reaping == Reaping::Nobody || now >= *deadline => {
                self.settled()?;
            }
            Stage::Draining { deadline, bytes_left, .. } => {
                let ended = self.run.as_ref().is_none_or(|run| run.streams.is_at_end());
                if ended || *bytes_left == 0 || now >= *deadline {
                    self.drained();
                }
            }
            Stage::Preparing(warm) if now >= warm.due() => self.look_at_gates(now)?,
            Stage::Collecting { deadline } if self.outbox.is_empty() || now >= *deadline => {
                let deadline = *deadline;
                if let Some(before) = self.before.take() {
                    for message in before.written(Path::new(workspace::WORK_DIR)) {
                        self.outbox.push(&message);
                    }
                }
                self.stage = Stage::Leaving { deadline };
            }
            _ => {}
        }
        self.report(now);
        Ok(())
    }

    /// Takes ended children, the program's and those that it left behind.
    fn reap(&mut self) -> io::Result<()> {
        for _ in 0..REAP_BATCH {
            match sys::reap()? {
                Reaped::Ended(ended) => self.child_ended(ended)?,
                Reaped::Running => {
                    self.reaping =
                        if self.only_the_program_waits()? { Reaping::Nobody } else { Reaping::Done };
                    break;
                }
                Reaped::Nobody => {
                    self.reaping = Reaping::Nobody;
                    break;
                }
            }
        }
        if matches!(self.stage, Stage::Settling { .. }) && self.reaping != Reaping::Nobody {
            self.kill_rest()?;
        }
        Ok(())
    }

    fn child_ended(&mut self, report: Ended) -> io::Result<()> {
        if self.waiting_program() == Some(report.pid) {
            return self.fail("what waited to become the program has ended");
        }
        match std::mem::replace(&mut self.stage, Stage::Waiting) {
            Stage::Active { phase, child } if child.pid == report.pid => {
                if report.status == Status::Code(0) {
                    self.kill_rest()?;
                } else {
                    self.kill_all()?;
                }
                self.settle(phase, child, Some(report), Next::Continue);
            }
            Stage::Settling { phase, child, ended, next, deadline } => {
                let ended = ended.or(Some(report).filter(|report| report.pid == child.pid));
                self.stage = Stage::Settling { phase, child, ended, next, deadline };
            }
            Stage::Preparing(mut warm) | Stage::Prepared(mut warm) => {
                let child = warm.take(report.pid);
                let reason = child.and_then(Child::failure).map(|error| error.to_string());
                return self.fail(reason.as_deref().unwrap_or("what was prepared ended before its gate"));
            }
            other => self.stage = other,
        }
        Ok(())
    }

    /// Everything that the compiler or the program started has ended.
    fn settled(&mut self) -> io::Result<()> {
        let Stage::Settling { phase, child, ended, next, .. } =
            std::mem::replace(&mut self.stage, Stage::Waiting)
        else {
            return Ok(());
        };
        let pid = child.pid;
        if let Some(error) = child.failure() {
            return self.fail(&error.to_string());
        }
        let status = ended.map_or(Status::Signal(libc::SIGKILL), |ended| ended.status);
        if phase == Phase::Compiling && next == Next::Continue && status == Status::Code(0) {
            if self.reaping != Reaping::Nobody {
                return self.fail("processes of the compiler could not be killed");
            }
            if let Some(run) = &self.run {
                run.streams.compiler_ended()?;
            }
            return self.start_program();
        }
        if let Some(run) = &mut self.run {
            run.streams.program_ended();
        }
        let ended = ended.unwrap_or(Ended { pid, status, memory_peak_bytes: 0 });
        let deadline = Instant::now() + DRAIN;
        self.stage = Stage::Draining { phase, ended, deadline, bytes_left: DRAIN_BYTES };
        Ok(())
    }

    /// All that was printed has been read.
    fn drained(&mut self) {
        let Stage::Draining { phase, ended, .. } = self.stage else { return };
        let used = self.run.as_ref().map(|run| run.cgroup.used()).unwrap_or_default();
        let usage = Usage {
            cpu_us: used.cpu_us,
            memory_peak_bytes: Some(ended.memory_peak_bytes).filter(|bytes| *bytes > 0),
            oom_kills: used.oom_kills,
            pids_limit_hits: used.pids_limit_hits,
        };
        self.leave(&FromLauncher::Exited(Exit { phase, status: ended.status, usage }));
        self.stage = Stage::Collecting { deadline: Instant::now() + LEAVE };
    }

    /// Says what may be said later, so only where the server keeps up.
    fn report(&mut self, now: Instant) {
        let Some(run) = &mut self.run else { return };
        if self.outbox.is_full() {
            return;
        }
        let consumed = self.input.consumed();
        if consumed > self.reported {
            self.reported = consumed;
            self.outbox.push(&FromLauncher::Consumed(consumed));
        }
        if now >= run.heartbeat.due() {
            run.heartbeat.told(now);
            self.outbox.push(&FromLauncher::Heartbeat { cpu_us: run.cgroup.cpu_us() });
        }
    }

    /// Hands over the input that the program takes now. While there is no program it waits: a Ctrl-C
    /// would reach nobody.
    pub(crate) fn feed(&mut self) -> io::Result<()> {
        let (Stage::Active { child, .. }, Some(run)) = (&mut self.stage, &mut self.run) else {
            return Ok(());
        };
        if !child.has_started() {
            return Ok(());
        }
        // The terminal's signals would reach what waits to become the program, or nobody.
        if run.control == Control::Left
            && let Some(signal) = run.streams.typed_signal(&self.input)?
        {
            return self.interrupt_compiler(signal);
        }
        run.streams.feed(&mut self.input)
    }

    /// Reads what the program printed, as far as it may be sent.
    pub(crate) fn read_outputs(&mut self) -> io::Result<()> {
        if let Stage::Preparing(warm) | Stage::Prepared(warm) = &mut self.stage {
            if let Some(FromLauncher::Output { bytes, .. }) = warm.streams_mut().read(EARLY_BYTES)?.first() {
                let text = String::from_utf8_lossy(bytes);
                return self.fail(&format!("what was prepared printed before its gate: {text}"));
            }
            return Ok(());
        }
        let may_read = self.may_read();
        let Some(run) = &mut self.run else { return Ok(()) };
        if may_read == 0 {
            return Ok(());
        }
        let mut total = 0;
        for message in run.streams.read(may_read)? {
            if let FromLauncher::Output { bytes, .. } = &message {
                let count = bytes.len() as u64;
                total += count;
                self.credit = self.credit.saturating_sub(count);
                if let Stage::Draining { bytes_left, .. } = &mut self.stage {
                    *bytes_left = bytes_left.saturating_sub(count);
                }
            }
            self.outbox.push(&message);
        }
        if total < PIECE_BYTES {
            self.gathered = Instant::now() + GATHER;
        }
        Ok(())
    }

    /// How many bytes of output may be read now. A running program waits for the server's credit; an
    /// ended one can not add to what it left.
    fn may_read(&self) -> u64 {
        match self.stage {
            Stage::Draining { bytes_left, .. } => bytes_left,
            Stage::Active { .. } if !self.outbox.is_full() && Instant::now() >= self.gathered => self.credit,
            _ => 0,
        }
    }

    /// The outputs to watch: none while nothing may be read, since an ended one always reports.
    pub(crate) fn outputs_to_watch(&self) -> Option<&Streams> {
        if let Stage::Preparing(warm) | Stage::Prepared(warm) = &self.stage {
            return Some(warm.streams());
        }
        self.run.as_ref().map(|run| &run.streams).filter(|_| self.may_read() > 0)
    }

    /// What tells that [`Launcher::feed`] has something to do.
    pub(crate) fn input_to_watch(&self) -> Option<(BorrowedFd<'_>, libc::c_short)> {
        let Stage::Active { child, .. } = &self.stage else { return None };
        if let Some(start) = child.start_to_watch() {
            return Some((start, libc::POLLIN));
        }
        Some((self.run.as_ref()?.streams.input_to_watch(&self.input)?, libc::POLLOUT))
    }

    /// When [`Launcher::advance`] is due without an event.
    pub(crate) fn due(&self) -> Option<Instant> {
        if self.reaping == Reaping::More {
            return Some(Instant::now());
        }
        let deadline = match &self.stage {
            Stage::Collecting { .. } if self.outbox.is_empty() => Some(Instant::now()),
            Stage::Settling { deadline, .. }
            | Stage::Draining { deadline, .. }
            | Stage::Collecting { deadline }
            | Stage::Leaving { deadline } => Some(*deadline),
            Stage::Active { .. } => Some(self.gathered).filter(|gathered| *gathered > Instant::now()),
            Stage::Preparing(warm) => Some(warm.due()),
            Stage::Waiting | Stage::Prepared(_) => None,
        };
        let heartbeat = self.run.as_ref().filter(|_| !self.outbox.is_full()).map(|run| run.heartbeat.due());
        deadline.into_iter().chain(heartbeat).min()
    }

    /// Whether all is said, or nobody listens.
    pub(crate) fn is_over(&self) -> bool {
        match self.stage {
            Stage::Leaving { deadline } => self.outbox.is_empty() || Instant::now() >= deadline,
            _ => false,
        }
    }
}
