//! Containers made ahead of their run, each used once.
//!
//! What waits here has booted its interpreter behind a gate (`docs/launcher.md`). A run takes one at
//! once; where there is none it makes its own container and waits for nothing else. New ones are
//! made in the background, one at a time and after whoever waits for a container now.

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use protocol::SessionId;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout};
use tracing::{info, warn};

use crate::runners::{Runner, Runners};
use crate::sandbox::{Boot, Sandbox, SandboxError, Slot};
use crate::telemetry;

/// How long a run that took a container has the machine to itself before another is made in its
/// place: most programs have shown something by then.
const REFILL_DELAY: Duration = Duration::from_millis(100);

/// How often the containers that wait are looked at: one may have died.
const CHECK_EVERY: Duration = Duration::from_secs(1);

/// How long after a failure the next container is made; doubled with each further failure.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// How many times that is doubled.
const RETRY_DOUBLINGS_MAX: u32 = 5;

/// The containers that wait, and who makes them.
pub struct Pool {
    sandbox: Arc<dyn Sandbox>,
    /// How many may wait in all.
    slots_max: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    ready: Vec<Ready>,
    /// How many runs make a container of their own at the moment.
    starting: usize,
    /// When the next container may be made, once one is missing.
    refill_at: Option<Instant>,
    closed: bool,
}

/// A container that waits.
struct Ready {
    runner: Arc<Runner>,
    slot: Slot,
}

impl Pool {
    /// An empty pool that holds so many containers at most; with 0 every run makes its own.
    pub fn new(sandbox: Arc<dyn Sandbox>, slots_max: usize) -> Arc<Self> {
        Arc::new(Self { sandbox, slots_max, state: Mutex::default(), changed: Notify::new() })
    }

    /// A container for a run: one that waits, else a new one.
    ///
    /// # Errors
    /// Where none waits and none can be made.
    pub async fn slot(&self, session: SessionId, runner: &Arc<Runner>) -> Result<Slot, SandboxError> {
        if let Some(slot) = self.claim(runner) {
            telemetry::start(&runner.runtime.language, Boot::Prepared);
            return Ok(slot);
        }
        telemetry::start(&runner.runtime.language, Boot::Cold);
        let _starting = Starting::new(self);
        self.sandbox.create(session, runner, Boot::Cold).await
    }

    /// How many containers wait.
    pub fn waiting(&self) -> usize {
        self.state().ready.len()
    }

    /// Keeps the pool as full as the runners ask while the engine is up. Returns once the pool is closed
    /// and what was being made is gone.
    pub async fn keep_filled(
        self: Arc<Self>,
        mut runners: watch::Receiver<Arc<Runners>>,
        mut up: watch::Receiver<bool>,
    ) {
        let mut failures = 0;
        while !self.state().closed {
            let current = Arc::clone(&runners.borrow_and_update());
            self.discard(&current);
            telemetry::pool(self.waiting());
            let next = if *up.borrow_and_update() { self.next_start(&current) } else { Next::Nothing };
            let wait = match next {
                Next::Start(runner) => match self.make(&runner).await {
                    Ok(()) => {
                        failures = 0;
                        continue;
                    }
                    Err(error) => {
                        warn!(
                            error = &error as &dyn std::error::Error,
                            runner.name = runner.runtime.language,
                            "no container could be made ahead"
                        );
                        let doublings = RETRY_DOUBLINGS_MAX.min(failures);
                        failures += 1;
                        RETRY_AFTER * 2_u32.pow(doublings)
                    }
                },
                Next::At(when) => when.saturating_duration_since(Instant::now()),
                Next::Nothing => CHECK_EVERY,
            };
            // Whatever happens, the next look finds out what is to be done.
            let _ = timeout(wait, async {
                tokio::select! {
                    () = self.changed.notified() => {}
                    _ = runners.changed() => {}
                    _ = up.changed() => {}
                }
            })
            .await;
        }
    }

    /// Removes what waits, and keeps nothing from here on. Returns when all of it is gone.
    pub async fn close(&self) {
        let ready = {
            let mut state = self.state();
            state.closed = true;
            std::mem::take(&mut state.ready)
        };
        self.changed.notify_one();
        let removals = join_all(ready.into_iter().map(|ready| ready.slot.remove())).await;
        for error in removals.into_iter().filter_map(Result::err) {
            warn!(error = &error as &dyn std::error::Error, "a container that waited is left to the sweep");
        }
    }

    /// Takes a container of exactly this image that still waits.
    fn claim(&self, runner: &Runner) -> Option<Slot> {
        let mut state = self.state();
        let fits = |ready: &mut Ready| ready.runner.image == runner.image && ready.still_waits();
        let place = state.ready.iter_mut().position(fits)?;
        let ready = state.ready.remove(place);
        state.refill_at.get_or_insert(Instant::now() + REFILL_DELAY);
        drop(state);
        self.changed.notify_one();
        Some(ready.slot)
    }

    /// Drops, which removes, what has died and what is of an earlier image.
    fn discard(&self, runners: &Runners) {
        let current = |ready: &Ready| {
            let runner = runners.get(&ready.runner.runtime.language);
            runner.is_some_and(|runner| runner.image == ready.runner.image)
        };
        let mut state = self.state();
        let before = state.ready.len();
        state.ready.retain_mut(|ready| current(ready) && ready.still_waits());
        let discarded = before - state.ready.len();
        if discarded > 0 {
            info!(discarded, "containers that waited were of no use any more");
        }
    }

    /// What to make next: a container of the runner that lacks the largest share of its own.
    fn next_start(&self, runners: &Runners) -> Next {
        let mut state = self.state();
        if state.closed || state.ready.len() >= self.slots_max {
            return Next::Nothing;
        }
        let waiting =
            |runner: &Runner| state.ready.iter().filter(|ready| ready.runner.image == runner.image).count();
        let lacks = runners.definitions.iter().filter_map(|definition| {
            let wanted = definition.runner.warm.as_ref()?.slots as usize;
            let waiting = waiting(&definition.runner);
            (waiting < wanted).then(|| (waiting * 1000 / wanted, &definition.runner))
        });
        let Some((_, runner)) = lacks.min_by_key(|(share, _)| *share) else {
            state.refill_at = None;
            return Next::Nothing;
        };
        let runner = Arc::clone(runner);
        match state.refill_at {
            // Whoever makes a container now goes first; its end is told.
            _ if state.starting > 0 => Next::Nothing,
            Some(when) if when > Instant::now() => Next::At(when),
            _ => Next::Start(runner),
        }
    }

    async fn make(&self, runner: &Arc<Runner>) -> Result<(), SandboxError> {
        let slot = self.sandbox.create(SessionId::new(), runner, Boot::Prepared).await?;
        {
            let mut state = self.state();
            if !state.closed {
                state.ready.push(Ready { runner: Arc::clone(runner), slot });
                return Ok(());
            }
        }
        // The pool was closed meanwhile.
        slot.remove().await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the pool does next.
enum Next {
    Start(Arc<Runner>),
    At(Instant),
    Nothing,
}

impl Ready {
    /// Whether the container is as it was left: a launcher that waits says nothing.
    fn still_waits(&mut self) -> bool {
        self.slot.events.is_empty() && !self.slot.events.is_closed() && !self.slot.commands.is_closed()
    }
}

/// A run that makes a container of its own.
struct Starting<'a>(&'a Pool);

impl<'a> Starting<'a> {
    fn new(pool: &'a Pool) -> Self {
        pool.state().starting += 1;
        Self(pool)
    }
}

impl Drop for Starting<'_> {
    fn drop(&mut self) {
        self.0.state().starting -= 1;
        self.0.changed.notify_one();
    }
}
