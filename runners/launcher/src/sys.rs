//! The system calls that the standard library does not offer, each with its reason to be sound.

use std::ffi::{CStr, CString};
use std::fs::{File, OpenOptions};
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use ::launcher::messages::Status;

/// Turns the answer of a system call into a result.
pub(crate) fn check(answer: libc::c_int) -> io::Result<libc::c_int> {
    if answer < 0 { Err(io::Error::last_os_error()) } else { Ok(answer) }
}

/// A non-blocking duplicate of a descriptor, closed on exec and on drop.
///
/// The mode belongs to what is open, not to the descriptor, so it holds for the original too.
pub(crate) fn own(fd: &impl AsFd) -> io::Result<File> {
    let owned = fd.as_fd().try_clone_to_owned()?;
    set_nonblocking(&owned)?;
    Ok(File::from(owned))
}

/// Makes reads and writes answer `WouldBlock` where they would wait.
pub(crate) fn set_nonblocking(fd: &impl AsFd) -> io::Result<()> {
    let fd = fd.as_fd().as_raw_fd();
    // SAFETY: takes and gives flags of an open descriptor, no memory.
    let flags = check(unsafe { libc::fcntl(fd, libc::F_GETFL) })?;
    // SAFETY: as above.
    check(unsafe { libc::fcntl(fd, libc::F_SETFL, flags | libc::O_NONBLOCK) })?;
    Ok(())
}

/// Sets which permissions new files do not get, for this process and the program.
pub(crate) fn set_umask(mask: libc::mode_t) {
    // SAFETY: changes one number in the process and cannot fail.
    unsafe { libc::umask(mask) };
}

/// An entry for [`poll`]; without a descriptor it never reports anything.
pub(crate) fn watch(fd: Option<BorrowedFd<'_>>, events: libc::c_short) -> libc::pollfd {
    libc::pollfd { fd: fd.map_or(-1, |fd| fd.as_raw_fd()), events, revents: 0 }
}

/// Waits until an entry has something to report, or the time is over, or a signal came.
pub(crate) fn poll(entries: &mut [libc::pollfd], timeout: Option<Duration>) -> io::Result<()> {
    // Rounded up: waking a moment early would only mean to wait again, without sleeping.
    let milliseconds = timeout.map_or(-1, |timeout| {
        libc::c_int::try_from(timeout.as_micros().div_ceil(1000)).unwrap_or(libc::c_int::MAX)
    });
    // SAFETY: the pointer and the count are those of one exclusively borrowed slice.
    let answer = unsafe { libc::poll(entries.as_mut_ptr(), entries.len() as libc::nfds_t, milliseconds) };
    match check(answer) {
        Err(error) if error.kind() != io::ErrorKind::Interrupted => Err(error),
        _ => Ok(()),
    }
}

/// Blocks SIGCHLD and gives a descriptor that becomes readable when a child has ended.
///
/// There is no handler: PID 1 cannot get a signal from inside its container that it does not handle.
pub(crate) fn child_signals() -> io::Result<File> {
    let mut set = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: the set is initialised by sigemptyset before anything reads it; all pointers are to it
    // or null; the new descriptor has no other owner.
    unsafe {
        check(libc::sigemptyset(set.as_mut_ptr()))?;
        check(libc::sigaddset(set.as_mut_ptr(), libc::SIGCHLD))?;
        check(libc::sigprocmask(libc::SIG_BLOCK, set.as_ptr(), std::ptr::null_mut()))?;
        let fd = check(libc::signalfd(-1, set.as_ptr(), libc::SFD_CLOEXEC | libc::SFD_NONBLOCK))?;
        Ok(File::from(OwnedFd::from_raw_fd(fd)))
    }
}

/// Opens a directory, which must not be a link.
pub(crate) fn open_directory(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(libc::O_DIRECTORY | libc::O_NOFOLLOW).open(path)
}

/// Opens what lies in a directory, to read.
pub(crate) fn open_at(directory: BorrowedFd<'_>, name: &CStr, flags: libc::c_int) -> io::Result<File> {
    let flags = libc::O_RDONLY | libc::O_CLOEXEC | flags;
    // SAFETY: the name is a live text; the new descriptor has no other owner.
    unsafe {
        let fd = check(libc::openat(directory.as_raw_fd(), name.as_ptr(), flags))?;
        Ok(File::from(OwnedFd::from_raw_fd(fd)))
    }
}

/// What lies in a directory under a name; of a link, the link itself.
pub(crate) fn stat_at(directory: BorrowedFd<'_>, name: &CStr) -> io::Result<libc::stat> {
    let mut stat = MaybeUninit::<libc::stat>::zeroed();
    // SAFETY: both pointers are to live memory of the right type; all zeros is a valid stat.
    unsafe {
        let fd = directory.as_raw_fd();
        check(libc::fstatat(fd, name.as_ptr(), stat.as_mut_ptr(), libc::AT_SYMLINK_NOFOLLOW))?;
        Ok(stat.assume_init())
    }
}

/// The names in a directory, at most so many.
pub(crate) fn names(directory: &File, names_max: usize) -> io::Result<Vec<CString>> {
    let fd = directory.try_clone()?;
    // SAFETY: the descriptor is open. Where the call succeeds, the stream owns it and closes it.
    let stream = unsafe { libc::fdopendir(fd.as_raw_fd()) };
    if stream.is_null() {
        return Err(io::Error::last_os_error());
    }
    std::mem::forget(fd);
    let mut names = Vec::new();
    while names.len() < names_max {
        // SAFETY: the stream is open and used by this thread alone.
        let entry = unsafe { libc::readdir(stream) };
        if entry.is_null() {
            break;
        }
        // SAFETY: the entry lives until the next call, and its name ends with a zero.
        let name = unsafe { CStr::from_ptr((*entry).d_name.as_ptr()) };
        if name != c"." && name != c".." {
            names.push(name.to_owned());
        }
    }
    // SAFETY: it is not used after this.
    unsafe { libc::closedir(stream) };
    Ok(names)
}

/// What [`reap`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reaped {
    /// This child has ended, and is gone now.
    Ended(Ended),
    /// All children that are left still run.
    Running,
    /// There are no children.
    Nobody,
}

/// A child's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    /// Which child.
    pub(crate) pid: libc::pid_t,
    /// How.
    pub(crate) status: Status,
    /// The largest resident set of it or of a process that it waited for.
    pub(crate) memory_peak_bytes: u64,
}

/// Takes the end of one child, without waiting.
pub(crate) fn reap() -> io::Result<Reaped> {
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both pointers are to live places of the right type; all zeros is a valid rusage.
    let (answer, usage) = unsafe {
        let answer = libc::wait4(-1, &raw mut status, libc::WNOHANG, usage.as_mut_ptr());
        (answer, usage.assume_init())
    };
    match check(answer) {
        Ok(0) => Ok(Reaped::Running),
        Ok(pid) => Ok(Reaped::Ended(Ended {
            pid,
            status: if libc::WIFSIGNALED(status) {
                Status::Signal(libc::WTERMSIG(status))
            } else {
                Status::Code(libc::WEXITSTATUS(status))
            },
            // Linux counts it in KiB.
            memory_peak_bytes: u64::try_from(usage.ru_maxrss).unwrap_or(0).saturating_mul(1024),
        })),
        Err(error) if error.raw_os_error() == Some(libc::ECHILD) => Ok(Reaped::Nobody),
        Err(error) => Err(error),
    }
}

/// The container's processes, but for PID 1 and one more.
pub(crate) fn others(spared: libc::pid_t) -> io::Result<Vec<libc::pid_t>> {
    let mut others = Vec::new();
    for entry in std::fs::read_dir("/proc")? {
        let pid = entry?.file_name().to_str().and_then(|name| name.parse().ok());
        others.extend(pid.filter(|pid: &libc::pid_t| *pid != 1 && *pid != spared));
    }
    Ok(others)
}
