//! Starts compiler and program: a fork that gives up everything of the launcher, then an exec.

use std::ffi::{CString, NulError};
use std::fmt;
use std::io::{self, PipeReader, Read as _, Write as _};
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd};

use crate::identity::{Identity, prctl};
use crate::sys::{self, check};
use crate::terminal;
use crate::workspace::WORK_DIR;

/// Whether a process has its terminal as the controlling one. Only one session can, and Ctrl-C
/// reaches only that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    /// It has.
    Taken,
    /// It leaves it to another process.
    Left,
}

/// What becomes a child's standard streams.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stdio<'a> {
    /// All three are this terminal.
    Terminal(BorrowedFd<'a>, Control),
    /// Three pipes.
    Pipes {
        /// Standard input.
        stdin: BorrowedFd<'a>,
        /// Standard output.
        stdout: BorrowedFd<'a>,
        /// Standard error.
        stderr: BorrowedFd<'a>,
    },
}

/// The compiler or the program.
#[derive(Debug)]
pub(crate) struct Child {
    /// Its process, which is also its process group.
    pub(crate) pid: libc::pid_t,
    name: String,
    progress: Progress,
}

/// How far a child has come.
#[derive(Debug)]
enum Progress {
    /// It is not the command yet. The pipe ends without a byte when the exec succeeds, and holds a
    /// [`Report`] where the child could not get that far.
    Starting(PipeReader),
    /// It is the command, or was when it ended.
    Started,
    /// It will never be.
    Failed(Step, io::Error),
}

/// Why nothing runs.
#[derive(Debug)]
pub(crate) enum SpawnError {
    /// There is no command.
    Empty,
    /// An argument has a NUL byte in it.
    Argument(NulError),
    /// There can be no new process.
    Fork(io::Error),
    /// The new process could not become the program.
    Exec {
        /// What was to be started.
        name: String,
        /// How far it came.
        step: Step,
        /// The system's reason.
        error: io::Error,
    },
}

impl fmt::Display for SpawnError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("there is no command to start"),
            Self::Argument(error) => write!(formatter, "an argument cannot be passed: {error}"),
            Self::Fork(error) => write!(formatter, "no process could be made: {error}"),
            Self::Exec { name, step, error } => write!(formatter, "{name} did not start: {step}: {error}"),
        }
    }
}

/// What a new process does before it is the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Step {
    Streams,
    Signals,
    Identity,
    WorkDir,
    Exec,
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Streams => "its streams",
            Self::Signals => "its signals",
            Self::Identity => "its user",
            Self::WorkDir => "its working directory",
            Self::Exec => "exec",
        })
    }
}

/// A failed step and its error number, as they cross the pipe.
type Report = [u8; 5];

impl Child {
    /// Starts a command as the program's user.
    pub(crate) fn spawn(
        identity: &Identity,
        command: &[String],
        stdio: Stdio<'_>,
    ) -> Result<Self, SpawnError> {
        let Some(name) = command.first() else { return Err(SpawnError::Empty) };
        // Made before the fork: the child only calls the kernel.
        let arguments = command
            .iter()
            .map(|argument| CString::new(argument.as_bytes()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(SpawnError::Argument)?;
        let mut pointers: Vec<_> = arguments.iter().map(|argument| argument.as_ptr()).collect();
        pointers.push(std::ptr::null());
        let (report, mut reporter) = io::pipe().map_err(SpawnError::Fork)?;
        sys::set_nonblocking(&report).map_err(SpawnError::Fork)?;
        // SAFETY: this process has one thread, so the child has a whole copy of it.
        match check(unsafe { libc::fork() }).map_err(SpawnError::Fork)? {
            0 => {
                let (step, error) = become_command(identity, &pointers, stdio);
                let mut message: Report = [step as u8; 5];
                message[1..].copy_from_slice(&error.raw_os_error().unwrap_or(0).to_le_bytes());
                let _ = reporter.write_all(&message);
                // SAFETY: ends the child without running what belongs to the launcher's own exit.
                unsafe { libc::_exit(127) }
            }
            pid => Ok(Self { pid, name: name.clone(), progress: Progress::Starting(report) }),
        }
    }

    /// What becomes readable when the command has started, or failed to.
    pub(crate) fn start_to_watch(&self) -> Option<BorrowedFd<'_>> {
        match &self.progress {
            Progress::Starting(report) => Some(report.as_fd()),
            Progress::Started | Progress::Failed(..) => None,
        }
    }

    /// Whether the command runs: before, it has no terminal that a Ctrl-C could reach it through.
    pub(crate) fn has_started(&mut self) -> bool {
        if let Progress::Starting(report) = &mut self.progress {
            let mut message: Report = [0; 5];
            match report.read_exact(&mut message) {
                Ok(()) => self.progress = failed(message),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => self.progress = Progress::Started,
            }
        }
        matches!(self.progress, Progress::Started)
    }

    /// Tells, once it has ended, whether it never was the command.
    pub(crate) fn failure(mut self) -> Option<SpawnError> {
        self.has_started();
        match self.progress {
            Progress::Failed(step, error) => Some(SpawnError::Exec { name: self.name, step, error }),
            Progress::Starting(_) | Progress::Started => None,
        }
    }
}

fn failed([step, number @ ..]: Report) -> Progress {
    let steps = [Step::Streams, Step::Signals, Step::Identity, Step::WorkDir, Step::Exec];
    let step = steps.into_iter().find(|known| *known as u8 == step).unwrap_or(Step::Exec);
    Progress::Failed(step, io::Error::from_raw_os_error(i32::from_le_bytes(number)))
}

/// Runs in the child. Returns only where a step failed.
fn become_command(
    identity: &Identity,
    arguments: &[*const libc::c_char],
    stdio: Stdio<'_>,
) -> (Step, io::Error) {
    let steps = || {
        take_streams(stdio).map_err(|error| (Step::Streams, error))?;
        reset_signals().map_err(|error| (Step::Signals, error))?;
        identity.become_program().map_err(|error| (Step::Identity, error))?;
        be_killed_first();
        stand_back();
        std::env::set_current_dir(WORK_DIR).map_err(|error| (Step::WorkDir, error))
    };
    if let Err(failed) = steps() {
        return failed;
    }
    // SAFETY: a list of pointers to texts that live, with null at its end.
    unsafe { libc::execvp(arguments[0], arguments.as_ptr()) };
    (Step::Exec, io::Error::last_os_error())
}

/// A session or group of its own, the streams in their places, and no other descriptor past the exec.
fn take_streams(stdio: Stdio<'_>) -> io::Result<()> {
    let places = match stdio {
        // Who leads a session would take the terminal by just opening it.
        Stdio::Terminal(slave, Control::Left) => {
            // SAFETY: numbers only.
            check(unsafe { libc::setpgid(0, 0) })?;
            [slave; 3]
        }
        Stdio::Terminal(slave, Control::Taken) => {
            lead_session()?;
            terminal::take_as_controlling(slave)?;
            [slave; 3]
        }
        Stdio::Pipes { stdin, stdout, stderr } => {
            lead_session()?;
            [stdin, stdout, stderr]
        }
    };
    for (place, fd) in (0..).zip(places) {
        // SAFETY: numbers only. All descriptors lie above the three places, so none is lost on the
        // way.
        check(unsafe { libc::dup2(fd.as_raw_fd(), place) })?;
    }
    // Every descriptor of the launcher closes on exec anyway; this holds for what it was started
    // with too. A kernel without the call has nothing more to close.
    // SAFETY: numbers only.
    unsafe {
        libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, libc::CLOSE_RANGE_CLOEXEC);
    }
    Ok(())
}

fn lead_session() -> io::Result<()> {
    // SAFETY: no arguments.
    check(unsafe { libc::setsid() })?;
    Ok(())
}

/// How many signals there are, and the bytes of a set of them (`_NSIG` of signal(7)).
const SIGNALS: usize = 64;

/// Back to what a program expects: nothing blocked, and every signal does what it does by default.
/// Rust ignores SIGPIPE, and what the engine's own parent ignored reaches down to here.
fn reset_signals() -> io::Result<()> {
    let mut set = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: the set is initialised before it is used.
    unsafe {
        check(libc::sigemptyset(set.as_mut_ptr()))?;
        check(libc::sigprocmask(libc::SIG_SETMASK, set.as_ptr(), std::ptr::null_mut()))?;
    }
    // The kernel's own `struct sigaction`, all zero: SIG_DFL, no flags, an empty mask.
    let default = [0_usize; 4];
    for signal in 1..=SIGNALS {
        // The C library's `signal` refuses the signals that it keeps to itself, 32 for one.
        // SAFETY: the structure is as long as the kernel's on every architecture. SIGKILL and SIGSTOP are
        // refused, and are at their default always.
        unsafe {
            libc::syscall(
                libc::SYS_rt_sigaction,
                signal,
                default.as_ptr(),
                std::ptr::null_mut::<usize>(),
                SIGNALS / 8,
            );
        }
    }
    Ok(())
}

/// Where memory runs out the kernel is to take the program, not the launcher. Its file belongs to
/// root unless the process is dumpable; a host that refuses leaves only the size to decide.
fn be_killed_first() {
    if prctl(libc::PR_SET_DUMPABLE, 1).is_ok() {
        let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
        let _ = prctl(libc::PR_SET_DUMPABLE, 0);
    }
}

/// How far the program's priority lies below the launcher's.
const NICE: libc::c_int = 10;

/// A hundred busy processes must not keep the launcher from hearing Stop. This weighs only between
/// the processes of one container; its share of the host is the cgroup's.
fn stand_back() {
    // SAFETY: numbers only. Lowering one's own priority is always permitted.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) };
}
