//! How a run begins: from what waits at its gate, or from nothing.

use std::io;
use std::path::Path;
use std::time::Instant;

use ::launcher::messages::{FromLauncher, Phase, Prepare, Start, Status};

use super::{Launcher, Run};
use crate::cgroup::Cgroup;
use crate::child::{Child, Control};
use crate::heartbeat::Heartbeat;
use crate::stage::{Next, Reaping, Stage};
use crate::sys::{self, Ended};
use crate::warm::{Cast, Origin, Warm};
use crate::workspace;
use crate::written::Before;

impl Launcher {
    /// Boots what is to wait for `Start`.
    pub(super) fn prepare(&mut self, prepare: &Prepare) -> io::Result<()> {
        if !matches!(self.stage, Stage::Waiting) {
            return self.fail("Prepare came twice, or after Start");
        }
        match Warm::start(&self.identity, prepare) {
            Ok(warm) => {
                self.stage = Stage::Preparing(warm);
                self.reaping = Reaping::More;
                Ok(())
            }
            Err(error) => self.fail(&error.to_string()),
        }
    }

    /// Looks whether everything waits at its gate by now.
    pub(super) fn look_at_gates(&mut self, now: Instant) -> io::Result<()> {
        match std::mem::replace(&mut self.stage, Stage::Waiting) {
            Stage::Preparing(mut warm) => match warm.is_prepared(now) {
                Ok(true) => {
                    self.stage = Stage::Prepared(warm);
                    self.outbox.push(&FromLauncher::Prepared);
                }
                Ok(false) => self.stage = Stage::Preparing(warm),
                Err(error) => return self.fail(&error.to_string()),
            },
            other => self.stage = other,
        }
        Ok(())
    }

    /// Begins the run with its compiler, or its program.
    pub(super) fn start(&mut self, start: Start) -> io::Result<()> {
        let warm = match std::mem::replace(&mut self.stage, Stage::Waiting) {
            Stage::Waiting => None,
            Stage::Prepared(warm) => Some(warm),
            Stage::Preparing(_) => return self.fail("Start came before Prepared"),
            _ => return self.fail("Start came twice"),
        };
        let cgroup = Cgroup::of_container();
        if let Err(error) = workspace::copy(Path::new(workspace::SOURCE), Path::new(workspace::WORK_DIR)) {
            return self.fail(&format!("the program's files could not be copied: {error}"));
        }
        self.credit = self.credit.saturating_add(start.credit);
        let cast = match warm {
            Some(warm) => warm.cast(&self.identity, start),
            None => Cast::from_nothing(start),
        };
        let Cast { streams, compile, run } = match cast {
            Ok(cast) => cast,
            Err(error) => return self.fail(&error.to_string()),
        };
        let heartbeat = Heartbeat::new(Instant::now());
        let control = Control::Taken;
        self.run = Some(Run { streams, program: Some(run), control, cgroup, heartbeat });
        let Some(compiler) = compile else { return self.start_program() };
        // The terminal is for what waits to become the program, whether that is what this run needs or not.
        let waits = compiler.waits() || self.waiting_program().is_some();
        self.begin(Phase::Compiling, compiler, if waits { Control::Left } else { Control::Taken })
    }

    /// Begins what has been kept for after the compiler.
    pub(super) fn start_program(&mut self) -> io::Result<()> {
        let Some(program) = self.run.as_mut().and_then(|run| run.program.take()) else { return Ok(()) };
        // After the compiler: what it made was not written by the program.
        self.before = Some(Before::now(Path::new(workspace::WORK_DIR)));
        self.begin(Phase::Running, program, Control::Taken)?;
        if let Some(run) = &mut self.run {
            run.streams.program_started();
        }
        Ok(())
    }

    fn begin(&mut self, phase: Phase, origin: Origin, control: Control) -> io::Result<()> {
        let Some(run) = &mut self.run else { return Ok(()) };
        run.control = control;
        let child = match origin {
            Origin::Waiting(waiting) => waiting.let_go().map_err(|error| error.to_string()),
            Origin::Line(line) => {
                let Some(stdio) = run.streams.stdio(phase, control) else { return Ok(()) };
                Child::spawn(&self.identity, &line, stdio).map_err(|error| error.to_string())
            }
        };
        match child {
            Ok(child) => {
                self.outbox.push(&FromLauncher::Phase(phase));
                self.stage = Stage::Active { phase, child };
                self.reaping = Reaping::More;
                Ok(())
            }
            Err(words) => self.fail(&words),
        }
    }

    /// The process that waits to become the program while the compiler runs.
    pub(super) fn waiting_program(&self) -> Option<libc::pid_t> {
        match self.run.as_ref()?.program.as_ref()? {
            Origin::Waiting(waiting) => Some(waiting.pid()),
            Origin::Line(_) => None,
        }
    }

    /// Kills everything, so that no program follows the compiler.
    pub(super) fn kill_all(&mut self) -> io::Result<()> {
        self.identity.kill_program()?;
        if let Some(run) = &mut self.run {
            run.program = None;
        }
        Ok(())
    }

    /// Kills whatever is left of what runs, but for what waits to become the program.
    pub(super) fn kill_rest(&self) -> io::Result<()> {
        match self.waiting_program() {
            Some(pid) => self.identity.kill_others(pid),
            None => self.identity.kill_program(),
        }
    }

    /// Whether nothing is left of the compiler beside what waits to become the program.
    pub(super) fn only_the_program_waits(&self) -> io::Result<bool> {
        match (&self.stage, self.waiting_program()) {
            (Stage::Settling { .. }, Some(pid)) => Ok(sys::others(pid)?.is_empty()),
            _ => Ok(false),
        }
    }

    /// Ends the compiler as a signal of the terminal would, and shows what was typed.
    pub(super) fn interrupt_compiler(&mut self, signal: libc::c_int) -> io::Result<()> {
        self.kill_all()?;
        if let Some(run) = &mut self.run {
            run.streams.feed(&mut self.input)?;
            run.streams.show_typed()?;
        }
        if let Stage::Active { phase, child } = std::mem::replace(&mut self.stage, Stage::Waiting) {
            let status = Status::Signal(signal);
            let ended = Ended { pid: child.pid, status, memory_peak_bytes: 0 };
            self.settle(phase, child, Some(ended), Next::Stop);
        }
        Ok(())
    }
}
