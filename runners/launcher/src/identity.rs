//! Two users without a privilege: the launcher's, and the program's that it can still become.
//!
//! A process may do much to another of its own user (`prlimit`, `sched_setaffinity`, …) whatever
//! that one does against it, so PID 1 and the program must differ. The kernel's rule for who may
//! become whom without a capability is that any of a process' real, effective and saved user can
//! take another's place: the launcher keeps the program's user as its saved one.

use std::io;

use crate::sys::{self, check};

/// "Leave it as it is", in the calls that set several ids at once.
const KEEP: libc::uid_t = libc::uid_t::MAX;

/// The right to act as either of the two users.
#[derive(Debug)]
pub(crate) struct Identity {
    launcher: libc::uid_t,
    program: libc::uid_t,
}

impl Identity {
    /// Gives up root for good. Every step fails loudly: a launcher that kept a privilege must not
    /// start a program.
    pub(crate) fn assume(launcher: u32, program: u32) -> io::Result<Self> {
        // Each call takes numbers only, or the null pointer for an empty list.
        match prctl(libc::PR_CAP_AMBIENT, libc::PR_CAP_AMBIENT_CLEAR_ALL.cast_unsigned().into()) {
            // gVisor has no ambient set.
            Err(error) if error.raw_os_error() != Some(libc::EINVAL) => return Err(error),
            _ => {}
        }
        drop_bounding_set()?;
        // SAFETY: an empty list of groups has no memory.
        check(unsafe { libc::setgroups(0, std::ptr::null()) })?;
        // Groups before users: with root goes the right to change either. Leaving root as real,
        // effective and saved user is what empties the permitted and the effective set.
        // SAFETY: numbers only.
        unsafe {
            check(libc::setresgid(launcher, launcher, program))?;
            libc::setfsgid(program);
            check(libc::setresuid(launcher, launcher, program))?;
        }
        drop_capabilities()?;
        prctl(libc::PR_SET_NO_NEW_PRIVS, 1)?;
        let identity = Self { launcher, program };
        identity.own_files_as_program();
        // No process of the program may look into this one, its /proc entries belong to root.
        prctl(libc::PR_SET_DUMPABLE, 0)?;
        Ok(identity)
    }

    /// Kills every process of the program, at once. That there is none is no error.
    pub(crate) fn kill_program(&self) -> io::Result<()> {
        // `kill(-1)` spares PID 1, which this process is.
        self.kill(&[-1])
    }

    /// Kills a process of the program and those that it started in its group.
    pub(crate) fn kill_group(&self, leader: libc::pid_t) -> io::Result<()> {
        self.kill(&[-leader])
    }

    /// Kills every process of the program but one.
    pub(crate) fn kill_others(&self, spared: libc::pid_t) -> io::Result<()> {
        self.kill(&sys::others(spared)?)
    }

    /// Kills processes, or groups where the number is negative. Who is gone already is no error.
    fn kill(&self, whom: &[libc::pid_t]) -> io::Result<()> {
        // SAFETY: numbers only.
        unsafe {
            check(libc::setresuid(KEEP, self.program, KEEP))?;
            for whom in whom {
                libc::kill(*whom, libc::SIGKILL);
            }
            check(libc::setresuid(KEEP, self.launcher, KEEP))?;
        }
        self.own_files_as_program();
        Ok(())
    }

    /// Turns a new child into the program's user, with no way back.
    pub(crate) fn become_program(&self) -> io::Result<()> {
        let id = self.program;
        // SAFETY: numbers only.
        unsafe {
            check(libc::setresgid(id, id, id))?;
            check(libc::setresuid(id, id, id))?;
        }
        Ok(())
    }

    /// Files and terminals that the launcher makes belong to the program. Changing the effective
    /// user changes this one too, so it is set again after each change.
    fn own_files_as_program(&self) {
        // SAFETY: numbers only. Neither can be refused: the program's is this process' saved user.
        unsafe {
            libc::setfsuid(self.program);
            // The answer is the user before. gVisor has none for files alone, so there it is the effective one, which lets
            // the program lower this process' priority, of which gVisor makes nothing.
            if libc::setfsuid(self.program).cast_unsigned() != self.program {
                libc::setresuid(KEEP, self.program, KEEP);
            }
        }
    }
}

/// Sets one of the process' attributes that take one number.
pub(crate) fn prctl(option: libc::c_int, value: libc::c_ulong) -> io::Result<()> {
    const UNUSED: libc::c_ulong = 0;
    // SAFETY: numbers only, for the options that this crate uses.
    check(unsafe { libc::prctl(option, value, UNUSED, UNUSED, UNUSED) })?;
    Ok(())
}

/// No later exec can bring a capability back.
fn drop_bounding_set() -> io::Result<()> {
    for capability in 0..libc::c_ulong::from(u8::MAX) {
        match prctl(libc::PR_CAPBSET_DROP, capability) {
            Ok(()) => {}
            // Past the last capability that this kernel knows.
            Err(error) if capability > 0 && error.raw_os_error() == Some(libc::EINVAL) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Empties the effective, the permitted and the inheritable set. Leaving root has emptied the first
/// two; the third is Docker's to fill, and some versions did.
fn drop_capabilities() -> io::Result<()> {
    // The kernel's `__user_cap_header_struct` and two `__user_cap_data_struct`, of version 3.
    let header: [u32; 2] = [0x2008_0522, 0];
    let nothing = [0_u32; 6];
    // SAFETY: both pointers are to live memory of the sizes that this version of the call reads.
    let answer = unsafe { libc::syscall(libc::SYS_capset, header.as_ptr(), nothing.as_ptr()) };
    if answer < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
