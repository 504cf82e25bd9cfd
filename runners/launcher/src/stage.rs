//! Where a run is, and what follows.

use std::time::Instant;

use ::launcher::messages::Phase;

use crate::child::Child;
use crate::sys::Ended;
use crate::warm::Warm;

/// Where the run is.
pub(crate) enum Stage {
    /// Neither `Prepare` nor `Start` has come.
    Waiting,
    /// What is to wait for `Start` boots.
    Preparing(Warm),
    /// It waits.
    Prepared(Warm),
    /// The compiler or the program runs.
    Active { phase: Phase, child: Child },
    /// It has ended or is being killed, and so is everything that it started.
    Settling { phase: Phase, child: Child, ended: Option<Ended>, next: Next, deadline: Instant },
    /// Nothing runs; what was printed is read to its end.
    Draining { phase: Phase, ended: Ended, deadline: Instant, bytes_left: u64 },
    /// The end is on its way; what the program wrote follows, so that the end need not wait for it.
    Collecting { deadline: Instant },
    /// The last message is on its way.
    Leaving { deadline: Instant },
}

/// What follows once everything has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The program, where the compiler succeeded.
    Continue,
    /// The end, whatever the compiler says: the server asked for it.
    Stop,
}

/// What is known of children that have ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reaping {
    /// Nothing to take until the next signal.
    Done,
    /// There may be more to take now.
    More,
    /// There is no child.
    Nobody,
}
