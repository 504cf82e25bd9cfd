//! The one run of a container, from the launcher's side: what each message and each end leads to.

use std::io;
use std::os::fd::BorrowedFd;
use std::path::Path;
use std::time::{Duration, Instant};

use ::launcher::messages::{Command, Exit, FromLauncher, Phase, Start, Status, ToLauncher, Usage};

use crate::cgroup::Cgroup;
use crate::child::Child;
use crate::identity::Identity;
use crate::input::Input;
use crate::outbox::Outbox;
use crate::stage::{Next, Reaping, Stage};
use crate::streams::Streams;
use crate::sys::{self, Ended, Reaped};
use crate::workspace;

/// How often the server hears of the CPU time.
const HEARTBEAT: Duration = Duration::from_secs(1);

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
    stage: Stage,
    reported: u64,
    reaping: Reaping,
}

/// What there is from `Start` on.
struct Run {
    streams: Streams,
    command: Vec<String>,
    cgroup: Cgroup,
    heartbeat: Instant,
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
            stage: Stage::Waiting,
            reported: 0,
            reaping: Reaping::Nobody,
        }
    }

    /// Acts on what the server says.
    pub(crate) fn receive(&mut self, message: ToLauncher) -> io::Result<()> {
        if matches!(self.stage, Stage::Leaving { .. }) {
            return Ok(());
        }
        match message {
            ToLauncher::Prepare(_) => self.fail("nothing can be prepared"),
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
        if matches!(self.stage, Stage::Leaving { .. }) {
            return Ok(());
        }
        self.identity.kill_program()?;
        self.leave(&FromLauncher::Failed(words.to_owned()));
        Ok(())
    }

    fn start(&mut self, start: Start) -> io::Result<()> {
        if !matches!(self.stage, Stage::Waiting) {
            return self.fail("Start came twice");
        }
        let cgroup = Cgroup::of_container();
        if let Err(error) = workspace::copy(Path::new(workspace::SOURCE), Path::new(workspace::WORK_DIR)) {
            return self.fail(&format!("the program's files could not be copied: {error}"));
        }
        let streams = match Streams::open(start.io) {
            Ok(streams) => streams,
            Err(error) => return self.fail(&format!("the program's streams could not be made: {error}")),
        };
        let Command::Plain(command) = start.run else { return self.fail("nothing was prepared") };
        self.credit = self.credit.saturating_add(start.credit);
        self.run = Some(Run { streams, command, cgroup, heartbeat: Instant::now() + HEARTBEAT });
        match start.compile {
            None => self.start_program(),
            Some(Command::Plain(command)) => self.spawn(Phase::Compiling, &command),
            Some(Command::Prepared) => self.fail("nothing was prepared"),
        }
    }

    fn start_program(&mut self) -> io::Result<()> {
        let Some(run) = &mut self.run else { return Ok(()) };
        let command = std::mem::take(&mut run.command);
        self.spawn(Phase::Running, &command)?;
        if let Some(run) = &mut self.run {
            run.streams.program_started();
        }
        Ok(())
    }

    fn spawn(&mut self, phase: Phase, command: &[String]) -> io::Result<()> {
        let Some(stdio) = self.run.as_ref().and_then(|run| run.streams.stdio(phase)) else { return Ok(()) };
        match Child::spawn(&self.identity, command, stdio) {
            Ok(child) => {
                self.outbox.push(&FromLauncher::Phase(phase));
                self.stage = Stage::Active { phase, child };
                self.reaping = Reaping::More;
                Ok(())
            }
            Err(error) => self.fail(&error.to_string()),
        }
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
        self.identity.kill_program()?;
        match std::mem::replace(&mut self.stage, Stage::Waiting) {
            Stage::Waiting => {
                let status = Status::Signal(libc::SIGKILL);
                let usage = Usage::default();
                self.leave(&FromLauncher::Exited(Exit { phase: Phase::Running, status, usage }));
            }
            Stage::Active { phase, child } => self.settle(phase, child, None, Next::Stop),
            Stage::Settling { phase, child, ended, .. } => self.settle(phase, child, ended, Next::Stop),
            ending @ (Stage::Draining { .. } | Stage::Leaving { .. }) => self.stage = ending,
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
                    self.reaping = Reaping::Done;
                    break;
                }
                Reaped::Nobody => {
                    self.reaping = Reaping::Nobody;
                    break;
                }
            }
        }
        if matches!(self.stage, Stage::Settling { .. }) && self.reaping != Reaping::Nobody {
            self.identity.kill_program()?;
        }
        Ok(())
    }

    fn child_ended(&mut self, report: Ended) -> io::Result<()> {
        match std::mem::replace(&mut self.stage, Stage::Waiting) {
            Stage::Active { phase, child } if child.pid == report.pid => {
                self.identity.kill_program()?;
                self.settle(phase, child, Some(report), Next::Continue);
            }
            Stage::Settling { phase, child, ended, next, deadline } => {
                let ended = if child.pid == report.pid { Some(report) } else { ended };
                self.stage = Stage::Settling { phase, child, ended, next, deadline };
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
        if now >= run.heartbeat {
            run.heartbeat = now + HEARTBEAT;
            self.outbox.push(&FromLauncher::Heartbeat { cpu_us: run.cgroup.cpu_us() });
        }
    }

    /// Hands over the input that the program takes now. While there is no program it waits: a Ctrl-C
    /// would reach nobody.
    pub(crate) fn feed(&mut self) -> io::Result<()> {
        if let (Stage::Active { child, .. }, Some(run)) = (&mut self.stage, &mut self.run)
            && child.has_started()
        {
            run.streams.feed(&mut self.input)?;
        }
        Ok(())
    }

    /// Reads what the program printed, as far as it may be sent.
    pub(crate) fn read_outputs(&mut self) -> io::Result<()> {
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
            Stage::Settling { deadline, .. }
            | Stage::Draining { deadline, .. }
            | Stage::Leaving { deadline } => Some(*deadline),
            Stage::Active { .. } => Some(self.gathered).filter(|gathered| *gathered > Instant::now()),
            Stage::Waiting => None,
        };
        let heartbeat = self.run.as_ref().filter(|_| !self.outbox.is_full()).map(|run| run.heartbeat);
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
