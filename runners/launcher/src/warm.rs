//! What was started ahead of its run, waits at its gate, and has a terminal to go on with.

use std::fmt;
use std::io;
use std::time::{Duration, Instant};

use ::launcher::messages::{Command, Io, Phase, Prepare, Size, Start};

use crate::child::{Child, Control, SpawnError};
use crate::gate::Gate;
use crate::identity::Identity;
use crate::streams::Streams;

/// The terminal's size until `Start` tells the right one.
const SIZE: Size = Size { cols: 80, rows: 24 };

/// How long an interpreter may take to its gate.
const BOOT: Duration = Duration::from_mins(1);

/// How often the gates are looked at meanwhile: opening a FIFO for reading is no event to anybody.
const LOOK: Duration = Duration::from_millis(2);

/// Processes that boot, or wait for `Start`.
pub(crate) struct Warm {
    streams: Streams,
    compile: Option<Waiting>,
    run: Option<Waiting>,
    deadline: Instant,
    look: Instant,
}

/// A process and the gate that it waits at.
#[derive(Debug)]
pub(crate) struct Waiting {
    child: Child,
    gate: Gate,
}

/// Where a process of a run comes from.
#[derive(Debug)]
pub(crate) enum Origin {
    /// A program and its arguments.
    Line(Vec<String>),
    /// It waits already.
    Waiting(Waiting),
}

/// What a run is made of.
pub(crate) struct Cast {
    pub(crate) streams: Streams,
    pub(crate) compile: Option<Origin>,
    pub(crate) run: Origin,
}

/// Why nothing waits, or not what was asked for.
#[derive(Debug)]
pub(crate) enum WarmError {
    /// A gate or a terminal could not be made.
    System(io::Error),
    /// A process could not be started.
    Spawn(SpawnError),
    /// A process has not come to its gate in time.
    Late,
    /// `Start` goes on from what was not prepared.
    NotPrepared,
    /// What was prepared has a terminal, and `Start` asks for pipes.
    Pipes,
}

impl fmt::Display for WarmError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(error) => write!(formatter, "nothing could be prepared: {error}"),
            Self::Spawn(error) => error.fmt(formatter),
            Self::Late => formatter.write_str("what was prepared did not come to its gate in time"),
            Self::NotPrepared => formatter.write_str("Start goes on from what was not prepared"),
            Self::Pipes => formatter.write_str("what was prepared has a terminal, not pipes"),
        }
    }
}

impl From<io::Error> for WarmError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl Warm {
    /// Starts what is to wait. The program gets the terminal as its controlling one, so the compiler
    /// has it for its streams only.
    pub(crate) fn start(identity: &Identity, prepare: &Prepare) -> Result<Self, WarmError> {
        let streams = Streams::open(Io::Terminal(SIZE))?;
        let start = |phase, line: &[String], control| {
            let Some(stdio) = streams.stdio(phase, control).filter(|_| !line.is_empty()) else {
                return Ok(None);
            };
            let gate = Gate::make(phase)?;
            let child = Child::spawn(identity, line, stdio).map_err(WarmError::Spawn)?;
            Ok::<_, WarmError>(Some(Waiting { child, gate }))
        };
        let run = start(Phase::Running, &prepare.run, Control::Taken)?;
        let compile = start(Phase::Compiling, &prepare.compile, Control::Left)?;
        let now = Instant::now();
        Ok(Self { streams, compile, run, deadline: now + BOOT, look: now })
    }

    /// When to look at the gates again.
    pub(crate) fn due(&self) -> Instant {
        self.look
    }

    /// Whether all wait at their gates.
    pub(crate) fn is_prepared(&mut self, now: Instant) -> Result<bool, WarmError> {
        let mut prepared = true;
        for waiting in self.compile.iter_mut().chain(&mut self.run) {
            prepared &= waiting.gate.is_reached()?;
        }
        if !prepared && now >= self.deadline {
            return Err(WarmError::Late);
        }
        self.look = now + LOOK;
        Ok(prepared)
    }

    /// What the processes print on. Anything there before `Start` is too early.
    pub(crate) fn streams(&self) -> &Streams {
        &self.streams
    }

    /// See [`Warm::streams`].
    pub(crate) fn streams_mut(&mut self) -> &mut Streams {
        &mut self.streams
    }

    /// The process with this number, if it is one of these.
    pub(crate) fn take(&mut self, pid: libc::pid_t) -> Option<Child> {
        let waits = |waiting: &mut Waiting| waiting.child.pid == pid;
        let waiting = self.compile.take_if(waits).or_else(|| self.run.take_if(waits));
        waiting.map(|waiting| waiting.child)
    }

    /// Gives a run what it asks for, and kills what it has no use for.
    pub(crate) fn cast(mut self, identity: &Identity, start: Start) -> Result<Cast, WarmError> {
        let run = origin(self.run.take(), Some(start.run), identity)?.ok_or(WarmError::NotPrepared)?;
        let compile = origin(self.compile.take(), start.compile, identity)?;
        let goes_on = [Some(&run), compile.as_ref()].into_iter().flatten().any(Origin::waits);
        // The killed may still hold the terminal, so who starts from nothing gets another.
        let streams = if goes_on { self.streams } else { Streams::open(start.io)? };
        match start.io {
            Io::Terminal(size) => streams.resize(size)?,
            Io::Pipes if goes_on => return Err(WarmError::Pipes),
            Io::Pipes => {}
        }
        Ok(Cast { streams, compile, run })
    }
}

/// What a phase begins with.
fn origin(
    waiting: Option<Waiting>,
    command: Option<Command>,
    identity: &Identity,
) -> Result<Option<Origin>, WarmError> {
    if let Some(Command::Prepared) = command {
        return waiting.map(|waiting| Some(Origin::Waiting(waiting))).ok_or(WarmError::NotPrepared);
    }
    if let Some(waiting) = waiting {
        identity.kill_group(waiting.child.pid)?;
    }
    Ok(command.and_then(|command| match command {
        Command::Plain(line) => Some(Origin::Line(line)),
        Command::Prepared => None,
    }))
}

impl Cast {
    /// What a run is made of where nothing waits.
    pub(crate) fn from_nothing(start: Start) -> Result<Self, WarmError> {
        let line = |command| match command {
            Command::Plain(line) => Ok(Origin::Line(line)),
            Command::Prepared => Err(WarmError::NotPrepared),
        };
        let run = line(start.run)?;
        let compile = start.compile.map(line).transpose()?;
        Ok(Self { streams: Streams::open(start.io)?, compile, run })
    }
}

impl Origin {
    /// Whether it was started ahead.
    pub(crate) fn waits(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }
}

impl Waiting {
    /// Its process.
    pub(crate) fn pid(&self) -> libc::pid_t {
        self.child.pid
    }

    /// Opens the gate.
    pub(crate) fn let_go(self) -> io::Result<Child> {
        self.gate.open()?;
        Ok(self.child)
    }
}
