//! What a run promises: [`transitions`] has the table of states, [`time`] the clocks, [`ends`] what a
//! user is told, [`random`] what holds whatever happens.

mod ends;
mod random;
mod time;
mod transitions;

use std::time::{Duration, Instant};

use launcher::messages::{self, Exit, Status};
use protocol::{RunState, StopReason};

use super::{Effect, Event, Limits, Machine};
use crate::runners::ClockLimits;

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn limits() -> Limits {
    Limits {
        clocks: ClockLimits { compile: secs(30), cpu: secs(30), idle: secs(900), wall: secs(3600) },
        idle_warning_before: secs(60),
        memory_bytes: 256 << 20,
        output_bytes_max: 1000,
    }
}

/// A run with a clock that is set by hand.
struct Run {
    machine: Machine,
    epoch: Instant,
    elapsed: Duration,
}

impl Run {
    fn ready_with(limits: Limits) -> Self {
        Self { machine: Machine::new(limits), epoch: Instant::now(), elapsed: Duration::ZERO }
    }

    fn ready() -> Self {
        Self::ready_with(limits())
    }

    fn running_with(limits: Limits) -> Self {
        let mut run = Self::ready_with(limits);
        run.tell(Event::Started { compiling: false });
        run
    }

    fn running() -> Self {
        Self::running_with(limits())
    }

    fn compiling() -> Self {
        let mut run = Self::ready();
        run.tell(Event::Started { compiling: true });
        run
    }

    /// A run that a stop has been decided for.
    fn stopping() -> Self {
        let mut run = Self::running();
        assert_eq!(run.tell(Event::Stop(StopReason::User)), [Effect::Kill]);
        run
    }

    /// Returns what is to be done, except for making way, which has tests of its own.
    fn tell(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = self.handle(event);
        effects.retain(|effect| *effect != Effect::MakeWay);
        effects
    }

    fn handle(&mut self, event: Event) -> Vec<Effect> {
        self.machine.handle(event, self.epoch + self.elapsed)
    }

    /// Lets time pass, to so much since the beginning, with a tick at each deadline on the way.
    /// Returns what was to be done, except for questions to the engine.
    fn pass_to(&mut self, elapsed: Duration) -> Vec<(Duration, Effect)> {
        let mut seen = Vec::new();
        loop {
            let due = self.deadline().filter(|due| *due <= elapsed);
            self.elapsed = due.unwrap_or(elapsed);
            if due.is_none() {
                return seen;
            }
            let effects = self.tell(Event::Tick);
            let effects = effects.into_iter().filter(|effect| *effect != Effect::AskEngineCpu);
            seen.extend(effects.map(|effect| (self.elapsed, effect)));
        }
    }

    /// The deadline, as time since the beginning.
    fn deadline(&self) -> Option<Duration> {
        Some(self.machine.deadline()?.duration_since(self.epoch))
    }

    fn state(&self) -> &RunState {
        self.machine.state()
    }
}

/// A program's end, with a usage that can be told from what the server knows by itself.
fn exit(status: Status) -> Exit {
    Exit {
        phase: messages::Phase::Running,
        status,
        usage: messages::Usage {
            cpu_us: Some(9500),
            memory_peak_bytes: Some(8 << 20),
            oom_kills: Some(0),
            pids_limit_hits: Some(0),
        },
    }
}
