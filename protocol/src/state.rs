//! Where a run is, and how it ended.

use serde::{Deserialize, Serialize};

/// The five states of a run, with what is known in each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RunState {
    /// Accepted; waiting for a free slot or for its container.
    Ready,
    /// The program is being compiled or runs.
    Running {
        /// Which of the two.
        phase: Phase,
    },
    /// The program ended by itself, or the engine failed.
    Finished {
        /// How it ended.
        outcome: Outcome,
        /// What is known of every end.
        #[serde(flatten)]
        end: End,
    },
    /// Somebody or something stopped the run.
    Stopped {
        /// Who.
        reason: StopReason,
        /// What is known of every end.
        #[serde(flatten)]
        end: End,
    },
    /// A clock ran out.
    Timeout {
        /// Which one.
        clock: Clock,
        /// What is known of every end.
        #[serde(flatten)]
        end: End,
    },
}

impl RunState {
    /// What is known of the end, if this is one.
    pub fn end(&self) -> Option<&End> {
        match self {
            Self::Ready | Self::Running { .. } => None,
            Self::Finished { end, .. } | Self::Stopped { end, .. } | Self::Timeout { end, .. } => Some(end),
        }
    }

    /// Whether the run is over: no other state follows.
    pub fn is_terminal(&self) -> bool {
        self.end().is_some()
    }

    /// The state's name, as on the wire and on the screen.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ready => "READY",
            Self::Running { .. } => "RUNNING",
            Self::Finished { .. } => "FINISHED",
            Self::Stopped { .. } => "STOPPED",
            Self::Timeout { .. } => "TIMEOUT",
        }
    }
}

/// What a running container is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The compiler runs.
    Compiling,
    /// The program runs.
    Running,
}

/// How a program that was not stopped ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// It ended with this exit code (0 to 255).
    Exited {
        /// The code.
        code: i32,
    },
    /// A signal ended it.
    Signaled {
        /// The signal's name, `SIGSEGV` for example.
        signal: String,
    },
    /// It was killed for reaching its memory limit.
    OutOfMemory {
        /// The limit.
        limit_bytes: u64,
    },
    /// It printed more than a run may.
    OutputLimit,
    /// The compiler refused the source with this exit code.
    CompileFailed {
        /// The code.
        code: i32,
    },
    /// Not the program's fault: the engine or the server failed.
    SystemError {
        /// What happened, in words for the user.
        message: String,
    },
}

/// Who stopped a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The user pressed Stop.
    User,
    /// The page was gone for longer than the grace period.
    Disconnected,
    /// The server is shutting down.
    Shutdown,
}

/// The clocks that bound a run. None of them counts time in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Time the compiler may take.
    Compile,
    /// CPU time, over all cores.
    Cpu,
    /// Time in which nothing is read, written or computed.
    Idle,
    /// Time since the start, whatever happens.
    Wall,
}

/// What is known of every end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// How many output bytes the run has in all; those not yet sent still follow.
    pub output_end: u64,
    /// What the run used.
    pub usage: Usage,
}

/// What a run used. A field is absent where the host does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Milliseconds from the open gate to the end.
    pub wall_ms: u64,
    /// Milliseconds of CPU time, over all cores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_ms: Option<u64>,
    /// The most memory that was resident at once, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_peak_bytes: Option<u64>,
    /// Whether the memory limit made the kernel kill one of the run's processes.
    pub memory_limit_hit: bool,
}
