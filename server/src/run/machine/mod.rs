//! The states of a run and their transitions: a pure function, with no IO and no clock of its own.
//!
//! `(state, event, now) → effects`. The supervisor turns what happens into [`Event`]s, carries out the
//! [`Effect`]s, and comes back with [`Event::Tick`] at [`Machine::deadline`]. Whatever comes after the
//! end is ignored, so a supervisor may be as late as it likes.

mod clocks;
mod exit;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use launcher::messages::Exit;
use protocol::state::End;
use protocol::{Clock, Outcome, Phase, RunState, StopReason};

use crate::runners::ClockLimits;
use crate::sandbox::Closed;

use clocks::{Clocks, Computed, Due};

/// How long the launcher has to obey a [`Effect::Kill`] before the container is removed by force.
pub const KILL_GRACE: Duration = Duration::from_millis(300);

/// After how much CPU time a program makes way for those that have just been started. What waits for somebody at the
/// keyboard has shown something before; who computes without a pause is found out by the first report.
pub const FAVOURED_CPU: Duration = Duration::from_millis(200);

/// The same while it is compiled: nothing can be shown before.
pub const FAVOURED_COMPILING_CPU: Duration = Duration::from_secs(2);

/// How long CPU reports may be missing before the engine is asked instead.
pub const REPORT_MISSING_AFTER: Duration = Duration::from_secs(2);

/// The bounds of one run.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long it may take, by each clock.
    pub clocks: ClockLimits,
    /// How long before the idle clock runs out the user is warned; half the idle time at most.
    pub idle_warning_before: Duration,
    /// How many bytes of memory it may use.
    pub memory_bytes: u64,
    /// How many bytes it may print.
    pub output_bytes_max: u64,
}

/// What happened to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `Start` was sent and the gate is open: the clocks begin.
    Started {
        /// Whether the compiler comes first.
        compiling: bool,
    },
    /// The launcher is at another phase.
    Phase(Phase),
    /// The program printed so many bytes, and they are in the ring.
    Output {
        /// How many.
        bytes: u64,
    },
    /// Input reached the program.
    InputConsumed,
    /// The launcher's report of CPU time since the start, where its host tells.
    Heartbeat {
        /// CPU time since the start, over all cores.
        cpu: Option<Duration>,
    },
    /// The engine's answer to [`Effect::AskEngineCpu`].
    EngineCpu {
        /// CPU time of the container in all. It counts from the container's own start, which was
        /// earlier than the run's, so only the difference between two answers is used.
        cpu: Duration,
    },
    /// The launcher's last word.
    Exited(Exit),
    /// The container's streams ended. Ordinary after [`Event::Exited`].
    Closed(Closed),
    /// The run could not be started, or the engine failed.
    Failed {
        /// What happened, in words for the user.
        message: String,
    },
    /// Somebody or something stops the run.
    Stop(StopReason),
    /// The user is still there.
    KeepRunning,
    /// It is [`Machine::deadline`].
    Tick,
}

/// What is to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Push [`Machine::state`]: it is another one.
    Notify,
    /// Tell the user that the idle clock is about to run out.
    WarnIdle {
        /// In how long.
        ends_in: Duration,
    },
    /// The idle clock was started anew after a warning.
    IdleWarningOver,
    /// Ask the launcher to kill everything and to report.
    Kill,
    /// It did not obey in time: remove the container by force.
    Destroy,
    /// The launcher's reports are missing: ask the engine for the container's CPU time.
    AskEngineCpu,
    /// The program has computed for long: let others go first. At most once.
    MakeWay,
    /// The run is over. The last effect, and there is exactly one.
    Ended,
}

/// Why a run is ended from outside. The first cause stays, whatever comes while it is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Stopped(StopReason),
    Timeout(Clock),
    OutputLimit,
}

/// A verdict that the launcher is carrying out.
#[derive(Clone, Copy, Debug)]
struct Ending {
    verdict: Verdict,
    destroy_at: Instant,
}

/// One run, from READY to its end.
#[derive(Clone, Debug)]
pub struct Machine {
    limits: Limits,
    state: RunState,
    /// Both outputs together, as the ring counts them.
    output_bytes: u64,
    /// Present from the start on.
    clocks: Option<Clocks>,
    ending: Option<Ending>,
}

impl Machine {
    /// A run that waits.
    pub fn new(limits: Limits) -> Self {
        Self { limits, state: RunState::Ready, output_bytes: 0, clocks: None, ending: None }
    }

    /// Where the run is.
    pub fn state(&self) -> &RunState {
        &self.state
    }

    /// Whether something ends the run already: another cause changes nothing.
    pub fn is_ending(&self) -> bool {
        self.ending.is_some()
    }

    /// When [`Event::Tick`] is due; always later than the last one.
    pub fn deadline(&self) -> Option<Instant> {
        if self.state.is_terminal() {
            return None;
        }
        match &self.ending {
            Some(ending) => Some(ending.destroy_at),
            None => self.clocks.as_ref().and_then(Clocks::next),
        }
    }

    /// Takes an event and says what is to be done, in this order.
    ///
    /// The event comes before the clocks: a program that ended by itself at the last moment has ended
    /// by itself, and a byte at the last moment starts the idle clock anew.
    pub fn handle(&mut self, event: Event, now: Instant) -> Vec<Effect> {
        let mut effects = Vec::new();
        // A launcher that was told to kill may have obeyed in time, and its words wait to be read: only
        // the tick, which comes after them, says that it has not.
        let ending_goes_on = self.ending.is_some() && event != Event::Tick;
        if !self.state.is_terminal() {
            self.apply(event, now, &mut effects);
        }
        if !self.state.is_terminal() && !ending_goes_on {
            self.check_time(now, &mut effects);
        }
        effects
    }

    fn apply(&mut self, event: Event, now: Instant, effects: &mut Vec<Effect>) {
        match event {
            Event::Started { compiling } => {
                let phase = if compiling { Phase::Compiling } else { Phase::Running };
                self.start(phase, now, effects);
            }
            Event::Phase(phase) => self.enter(phase, effects),
            Event::Output { bytes } => {
                self.output_bytes = self.output_bytes.saturating_add(bytes);
                self.mark_active(now, effects);
                if self.output_bytes > self.limits.output_bytes_max {
                    self.decide(Verdict::OutputLimit, now, effects);
                }
            }
            Event::InputConsumed | Event::KeepRunning => self.mark_active(now, effects),
            Event::Heartbeat { cpu: Some(cpu) } => {
                self.report_cpu(now, effects, |clocks| clocks.launcher_cpu(cpu, now));
            }
            Event::EngineCpu { cpu } => self.report_cpu(now, effects, |clocks| clocks.engine_cpu(cpu, now)),
            Event::Exited(exit) => self.exited(&exit, now, effects),
            Event::Closed(closed) => self.closed(&closed, now, effects),
            Event::Failed { message } => {
                let end = self.known_end(now);
                self.end_with(Outcome::SystemError { message }, end, effects);
            }
            Event::Stop(reason) => self.decide(Verdict::Stopped(reason), now, effects),
            // A heartbeat without a count is a missing report.
            Event::Heartbeat { cpu: None } | Event::Tick => {}
        }
    }

    fn start(&mut self, phase: Phase, now: Instant, effects: &mut Vec<Effect>) {
        if self.state == RunState::Ready {
            self.clocks = Some(Clocks::start(&self.limits, phase, now));
            self.state = RunState::Running { phase };
            effects.push(Effect::Notify);
        }
    }

    /// A run goes from compiling to running, and never back.
    fn enter(&mut self, phase: Phase, effects: &mut Vec<Effect>) {
        let compiling = RunState::Running { phase: Phase::Compiling };
        if let (Phase::Running, Some(clocks)) = (phase, &mut self.clocks)
            && self.state == compiling
        {
            clocks.compiled();
            self.state = RunState::Running { phase };
            effects.push(Effect::Notify);
        }
    }

    fn mark_active(&mut self, now: Instant, effects: &mut Vec<Effect>) {
        let warned = self.clocks.as_mut().is_some_and(|clocks| clocks.mark_active(now));
        if warned && self.ending.is_none() {
            effects.push(Effect::IdleWarningOver);
        }
    }

    /// Takes a CPU report; `report` says whether the program has computed since the one before.
    fn report_cpu(
        &mut self,
        now: Instant,
        effects: &mut Vec<Effect>,
        report: impl FnOnce(&mut Clocks) -> Computed,
    ) {
        if self.clocks.as_mut().map(report) == Some(Computed::Yes) {
            self.mark_active(now, effects);
        }
        if self.ending.is_none() && self.clocks.as_mut().is_some_and(Clocks::stops_being_favoured) {
            effects.push(Effect::MakeWay);
        }
    }

    /// Ends the run from outside: at once while nothing runs, else by way of the launcher.
    fn decide(&mut self, verdict: Verdict, now: Instant, effects: &mut Vec<Effect>) {
        if self.ending.is_some() {
            return;
        }
        self.ending = Some(Ending { verdict, destroy_at: now + KILL_GRACE });
        if self.clocks.is_some() {
            effects.push(Effect::Kill);
        } else {
            let end = self.known_end(now);
            self.end_with_verdict(verdict, end, effects);
        }
    }

    fn exited(&mut self, exit: &Exit, now: Instant, effects: &mut Vec<Effect>) {
        if self.clocks.is_none() {
            let message = "The container ended before the program was started.".to_owned();
            return self.end_with(Outcome::SystemError { message }, End::default(), effects);
        }
        let mut end = self.known_end(now);
        exit::add_usage(&mut end.usage, &exit.usage);
        self.end_with(exit::outcome(exit, self.limits.memory_bytes), end, effects);
    }

    fn closed(&mut self, closed: &Closed, now: Instant, effects: &mut Vec<Effect>) {
        let mut end = self.known_end(now);
        end.usage.memory_limit_hit = closed.out_of_memory;
        let outcome = if closed.out_of_memory {
            Outcome::OutOfMemory { limit_bytes: self.limits.memory_bytes }
        } else {
            let message = "The container ended without a word about the program.".to_owned();
            Outcome::SystemError { message }
        };
        self.end_with(outcome, end, effects);
    }

    /// Looks at the time after an event.
    fn check_time(&mut self, now: Instant, effects: &mut Vec<Effect>) {
        if let Some(Ending { verdict, destroy_at }) = self.ending {
            if now >= destroy_at {
                effects.push(Effect::Destroy);
                let end = self.known_end(now);
                self.end_with_verdict(verdict, end, effects);
            }
            return;
        }
        let Some(clocks) = &mut self.clocks else { return };
        match clocks.check(now) {
            Some(Due::RanOut(clock)) => self.decide(Verdict::Timeout(clock), now, effects),
            Some(Due::IdleWarning { ends_in }) => effects.push(Effect::WarnIdle { ends_in }),
            None => {}
        }
        if self.ending.is_none() && self.clocks.as_mut().is_some_and(|clocks| clocks.report_missing(now)) {
            effects.push(Effect::AskEngineCpu);
        }
    }

    /// What is known of the end without the launcher's last word.
    fn known_end(&self, now: Instant) -> End {
        let usage = self.clocks.as_ref().map(|clocks| clocks.usage(now)).unwrap_or_default();
        End { output_end: self.output_bytes, usage }
    }

    /// Ends the run with this outcome, unless another cause came first.
    fn end_with(&mut self, outcome: Outcome, end: End, effects: &mut Vec<Effect>) {
        match self.ending {
            Some(Ending { verdict, .. }) => self.end_with_verdict(verdict, end, effects),
            None => self.end_as(RunState::Finished { outcome, end }, effects),
        }
    }

    fn end_with_verdict(&mut self, verdict: Verdict, end: End, effects: &mut Vec<Effect>) {
        let state = match verdict {
            Verdict::Stopped(reason) => RunState::Stopped { reason, end },
            Verdict::Timeout(clock) => RunState::Timeout { clock, end },
            Verdict::OutputLimit => RunState::Finished { outcome: Outcome::OutputLimit, end },
        };
        self.end_as(state, effects);
    }

    fn end_as(&mut self, state: RunState, effects: &mut Vec<Effect>) {
        self.state = state;
        effects.extend([Effect::Notify, Effect::Ended]);
    }
}
