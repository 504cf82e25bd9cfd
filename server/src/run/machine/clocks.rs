//! The clocks of a run that has started.

use std::time::{Duration, Instant};

use protocol::{Clock, Phase, Usage};

use super::{FAVOURED_COMPILING_CPU, FAVOURED_CPU, Limits, REPORT_MISSING_AFTER};

/// A program that uses less CPU time than this between two reports has computed nothing: a sleeping
/// virtual machine's own threads wake up now and then.
const COMPUTED_MIN: Duration = Duration::from_millis(10);

/// The same as a share of the time between the two reports: one part in so many.
const COMPUTED_SHARE: u32 = 100;

/// What a look at the clocks finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// This clock has run out.
    RanOut(Clock),
    /// The idle clock will.
    IdleWarning { ends_in: Duration },
}

/// Whether a program computed between two reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Computed {
    Yes,
    No,
}

/// The clocks of a run. A limit past the end of time is none.
#[derive(Clone, Debug)]
pub(super) struct Clocks {
    started: Instant,
    compile_ends: Option<Instant>,
    wall_ends: Option<Instant>,
    idle: IdleClock,
    cpu: CpuClock,
}

impl Clocks {
    /// All clocks begin together, when the gate opens.
    pub(super) fn start(limits: &Limits, phase: Phase, now: Instant) -> Self {
        let clocks = &limits.clocks;
        Self {
            started: now,
            compile_ends: match phase {
                Phase::Compiling => now.checked_add(clocks.compile),
                Phase::Running => None,
            },
            wall_ends: now.checked_add(clocks.wall),
            idle: IdleClock {
                limit: clocks.idle,
                warning_before: limits.idle_warning_before.min(clocks.idle / 2),
                active_at: now,
                warned: false,
            },
            cpu: CpuClock {
                limit: clocks.cpu,
                used: None,
                reported_at: now,
                report_due: now + REPORT_MISSING_AFTER,
                engine_base: None,
                favour: Favour::Until(match phase {
                    Phase::Compiling => FAVOURED_COMPILING_CPU,
                    Phase::Running => FAVOURED_CPU,
                }),
            },
        }
    }

    /// The compiler is done.
    pub(super) fn compiled(&mut self) {
        self.compile_ends = None;
        if self.cpu.favour != Favour::Over {
            self.cpu.favour = Favour::FromNextReport;
        }
    }

    /// Something was read, written or computed. Says whether the user had been warned.
    pub(super) fn mark_active(&mut self, now: Instant) -> bool {
        self.idle.active_at = now;
        std::mem::take(&mut self.idle.warned)
    }

    /// The launcher reported CPU time since the start.
    pub(super) fn launcher_cpu(&mut self, cpu: Duration, now: Instant) -> Computed {
        self.cpu.report(cpu, now)
    }

    /// The engine reported CPU time since the container's start.
    ///
    /// What the container had used before the run began is unknown, so the first answer stands for
    /// what is known already: the clock loses the seconds without reports, and never runs too fast.
    pub(super) fn engine_cpu(&mut self, cpu: Duration, now: Instant) -> Computed {
        let known = self.cpu.used.unwrap_or_default();
        let base = *self.cpu.engine_base.get_or_insert(cpu.saturating_sub(known));
        self.cpu.report(cpu.saturating_sub(base), now)
    }

    /// The clock that ran out first, or else the warning that is due. A warning is due once.
    pub(super) fn check(&mut self, now: Instant) -> Option<Due> {
        if self.cpu.used.is_some_and(|used| used >= self.cpu.limit) {
            return Some(Due::RanOut(Clock::Cpu));
        }
        let ends = [
            (self.compile_ends, Clock::Compile),
            (self.idle.ends(), Clock::Idle),
            (self.wall_ends, Clock::Wall),
        ];
        let first = ends.into_iter().filter_map(|(end, clock)| Some((end?, clock))).min();
        if let Some((_, clock)) = first.filter(|(end, _)| now >= *end) {
            return Some(Due::RanOut(clock));
        }
        let ends_in = self.idle.ends()?.saturating_duration_since(now);
        if self.idle.warned || ends_in > self.idle.warning_before {
            return None;
        }
        self.idle.warned = true;
        Some(Due::IdleWarning { ends_in })
    }

    /// Whether the engine is to be asked for the CPU time; at most once in [`REPORT_MISSING_AFTER`].
    pub(super) fn report_missing(&mut self, now: Instant) -> bool {
        let missing = now >= self.cpu.report_due;
        if missing {
            self.cpu.report_due = now + REPORT_MISSING_AFTER;
        }
        missing
    }

    /// Whether the program has, by the report that has just come, used up the CPU time in which it goes before others.
    pub(super) fn stops_being_favoured(&mut self) -> bool {
        let used = self.cpu.used.unwrap_or_default();
        let (favour, stops) = match self.cpu.favour {
            Favour::FromNextReport => (Favour::Until(used + FAVOURED_CPU), false),
            Favour::Until(until) if used >= until => (Favour::Over, true),
            unchanged => (unchanged, false),
        };
        self.cpu.favour = favour;
        stops
    }

    /// When to look again.
    pub(super) fn next(&self) -> Option<Instant> {
        let idle = if self.idle.warned { self.idle.ends() } else { self.idle.warning() };
        [self.compile_ends, self.wall_ends, idle, Some(self.cpu.report_due)].into_iter().flatten().min()
    }

    /// What is known of the run's usage.
    pub(super) fn usage(&self, now: Instant) -> Usage {
        Usage {
            wall_ms: now.saturating_duration_since(self.started).as_millis() as u64,
            cpu_ms: self.cpu.used.map(|used| used.as_millis() as u64),
            ..Usage::default()
        }
    }
}

#[derive(Clone, Debug)]
struct IdleClock {
    limit: Duration,
    warning_before: Duration,
    active_at: Instant,
    warned: bool,
}

impl IdleClock {
    fn ends(&self) -> Option<Instant> {
        self.active_at.checked_add(self.limit)
    }

    fn warning(&self) -> Option<Instant> {
        self.active_at.checked_add(self.limit.saturating_sub(self.warning_before))
    }
}

#[derive(Clone, Debug)]
struct CpuClock {
    limit: Duration,
    /// Since the run's start, where anybody told.
    used: Option<Duration>,
    reported_at: Instant,
    report_due: Instant,
    /// What the engine's count was when the run's was 0.
    engine_base: Option<Duration>,
    favour: Favour,
}

/// How long the program goes before those that have computed for long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Favour {
    /// Until it has used so much.
    Until(Duration),
    /// For [`FAVOURED_CPU`] more than the next report says: what compiling took is known only then.
    FromNextReport,
    Over,
}

impl CpuClock {
    /// Takes a count since the run's start. Counts never go back: two sources may disagree a little.
    fn report(&mut self, used: Duration, now: Instant) -> Computed {
        let before = self.used.unwrap_or_default();
        let added = used.saturating_sub(before);
        let elapsed = now.saturating_duration_since(self.reported_at);
        self.used = Some(before + added);
        self.reported_at = now;
        self.report_due = now + REPORT_MISSING_AFTER;
        if added >= COMPUTED_MIN.max(elapsed / COMPUTED_SHARE) { Computed::Yes } else { Computed::No }
    }
}
