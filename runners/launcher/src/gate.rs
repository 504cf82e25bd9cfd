//! A gate: a FIFO that an interpreter opens and reads once it has booted, before it looks at anything
//! of the user's.
//!
//! Its path is fixed, so nothing tells the interpreter about it that a program could see. Who starts
//! an interpreter of its own finds no FIFO there any more and goes on.

use std::ffi::CString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;

use ::launcher::messages::Phase;

use crate::sys::check;

/// A gate and whether somebody waits there.
#[derive(Debug)]
pub(crate) struct Gate {
    path: &'static str,
    /// The writing end, which can be had only while somebody reads.
    opener: Option<File>,
}

impl Gate {
    /// A gate for what comes in this phase, in a directory that belongs to the program's user.
    pub(crate) fn make(phase: Phase) -> io::Result<Self> {
        let path = match phase {
            Phase::Compiling => "/run/madang/compile-gate",
            Phase::Running => "/run/madang/gate",
        };
        let name = CString::new(path)?;
        // SAFETY: a text that lives, and a number.
        check(unsafe { libc::mkfifo(name.as_ptr(), 0o600) })?;
        Ok(Self { path, opener: None })
    }

    /// Whether somebody waits there. The FIFO loses its name then.
    pub(crate) fn is_reached(&mut self) -> io::Result<bool> {
        if self.opener.is_none() {
            match OpenOptions::new().write(true).custom_flags(libc::O_NONBLOCK).open(self.path) {
                Ok(opener) => {
                    fs::remove_file(self.path)?;
                    self.opener = Some(opener);
                }
                // Nobody has it open for reading.
                Err(error) if error.raw_os_error() == Some(libc::ENXIO) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(self.opener.is_some())
    }

    /// Lets through who waits.
    pub(crate) fn open(self) -> io::Result<()> {
        self.opener.map_or(Err(io::ErrorKind::NotConnected.into()), |mut opener| opener.write_all(b"\n"))
    }
}
