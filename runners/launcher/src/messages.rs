//! What the server and the launcher say to each other, one enum a direction.
//!
//! They travel over the container's attached standard input and output. Only program bytes are
//! bounded by credits ([`ToLauncher::Credit`] for output, [`FromLauncher::Consumed`] for input):
//! both sides always read, so control is never stuck behind data.

/// The version of these messages; [`FromLauncher::Ready`] carries it.
pub const VERSION: u32 = 3;

/// How many input bytes the server may have under way: sent, and not yet reported as consumed.
pub const INPUT_WINDOW_BYTES: u64 = 64 * 1024;

/// The most files of a program that are told after its end.
pub const WRITTEN_FILES_MAX: usize = 64;

/// The most bytes of one of them that are sent: it fits a message.
pub const WRITTEN_FILE_BYTES_MAX: usize = 192 * 1024;

/// The most bytes of all of them together.
pub const WRITTEN_BYTES_MAX: usize = 1024 * 1024;

/// What the server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToLauncher {
    /// Boot these behind their gates, ahead of `Start`; answered by [`FromLauncher::Prepared`]. At most
    /// once, as the first message.
    Prepare(Prepare),
    /// The source is in place: copy it to the work directory, then compile and run it. Once.
    Start(Start),
    /// Input for the program, at most [`INPUT_WINDOW_BYTES`] not yet consumed.
    Stdin(Vec<u8>),
    /// No input follows: end of file once what was sent has been consumed.
    StdinClose,
    /// The launcher may send so many more output bytes.
    Credit(u64),
    /// The terminal has another size.
    Resize(Size),
    /// Kill everything, send what was printed, then `Exited`.
    Kill,
}

/// What is booted ahead of a run. Each is a program and its arguments, and waits at its gate before it
/// looks at anything of the user's; an empty one is not pre-started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prepare {
    /// What compiles.
    pub compile: Vec<String>,
    /// What becomes the program.
    pub run: Vec<String>,
}

/// How to start the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// What its standard streams are. What was prepared has a terminal.
    pub io: Io,
    /// What compiles; nothing where there is no compiler.
    pub compile: Option<Command>,
    /// What becomes the program.
    pub run: Command,
    /// The output bytes that may be sent before the first `Credit`.
    pub credit: u64,
}

/// Where a process comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// It is started now: a program and its arguments. What was prepared in its place is killed.
    Plain(Vec<String>),
    /// It was prepared, and its gate is opened.
    Prepared,
}

/// What the program's standard streams are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Io {
    /// A terminal of this size, which is the program's controlling terminal.
    Terminal(Size),
    /// Three pipes.
    Pipes,
}

/// A terminal's size in character cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub cols: u16,
    /// Rows.
    pub rows: u16,
}

/// What the launcher says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromLauncher {
    /// The container waits for `Prepare` or `Start`.
    Ready {
        /// [`VERSION`] of the launcher.
        version: u32,
    },
    /// All that was to be prepared waits at its gate: the container waits for `Start`.
    Prepared,
    /// What is being done now.
    Phase(Phase),
    /// Output of the program.
    Output {
        /// Where it comes from.
        stream: Stream,
        /// The bytes; never empty.
        bytes: Vec<u8>,
    },
    /// How many input bytes have reached the program since the start.
    Consumed(u64),
    /// Sent once a second from `Start` to the end.
    Heartbeat {
        /// CPU time in microseconds since `Start`, over all cores; absent where the host does not tell.
        cpu_us: Option<u64>,
    },
    /// The program has ended and all it printed has been sent. Files follow, where there was a program.
    Exited(Exit),
    /// A file that the program made or changed.
    File(WrittenFile),
    /// No more files follow. The last message.
    FilesEnd {
        /// Whether all were told that could be.
        complete: bool,
    },
    /// The program could not be prepared or started, in words for the server's log. The last message.
    Failed(String),
}

/// Which of the program's outputs bytes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The terminal, or standard output in pipes mode.
    Stdout,
    /// Standard error in pipes mode.
    Stderr,
}

/// What a container is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The compiler runs.
    Compiling,
    /// The program runs.
    Running,
}

/// How and with what the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// What ended: the compiler (only where it failed or was killed) or the program.
    pub phase: Phase,
    /// How.
    pub status: Status,
    /// What it used.
    pub usage: Usage,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// With this exit code.
    Code(i32),
    /// By the signal with this number.
    Signal(i32),
}

/// A file that a program made or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Relative to the program's directory.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// What it holds; absent where it is too big or cannot be read.
    pub content: Option<Vec<u8>>,
}

/// What the container used. A value is absent where the host does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// CPU time in microseconds since `Start`, over all cores.
    pub cpu_us: Option<u64>,
    /// The program's largest resident set, in bytes.
    pub memory_peak_bytes: Option<u64>,
    /// How many processes the kernel killed since `Start` because the memory limit was reached.
    pub oom_kills: Option<u64>,
    /// How many times a process could not be made because the limit of processes was reached.
    pub pids_limit_hits: Option<u64>,
}
