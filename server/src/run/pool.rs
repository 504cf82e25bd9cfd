//! Containers made ahead of their run, each used once.
//!
//! What waits here has booted its interpreter behind a gate (`docs/launcher.md`). A run takes one at
//! once; where there is none it makes its own container and waits for nothing else. New ones are made
//! in the background, of each language one at a time ([`refills`]): a Java that boots for seconds holds up no
//! Python, and runs that find the pool empty don't keep it empty.

mod refills;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use protocol::SessionId;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout};
use tracing::{info, warn};

use crate::runners::{Runner, Runners};
use crate::sandbox::{Boot, Sandbox, SandboxError, Slot};
use crate::telemetry;
use refills::Refills;

/// How long after a run has taken a container, and after one was begun to be made, none is begun while enough wait: most
/// programs have shown something by then, and the engine takes about as long for one.
const REFILL_DELAY: Duration = Duration::from_millis(150);

/// In thousandths of what a language keeps waiting: with less, its next container is made at once.
const ENOUGH_PER_MILLE: usize = 500;

/// How often the containers that wait are looked at: one may have died.
const CHECK_EVERY: Duration = Duration::from_secs(1);

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
    /// When the next may be begun to be made while enough wait; `None` where at once.
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
        let mut refills = Refills::default();
        let mut making = FuturesUnordered::new();
        while !self.state().closed {
            let current = Arc::clone(&runners.borrow_and_update());
            self.discard(&current);
            telemetry::pool(self.waiting());
            let mut wait = CHECK_EVERY;
            while *up.borrow_and_update() {
                match self.next(&current, &refills) {
                    Next::Start(runner) => {
                        refills.started(&runner.runtime.language);
                        making.push(self.make(runner));
                    }
                    Next::At(when) => {
                        wait = wait.min(when.saturating_duration_since(Instant::now()));
                        break;
                    }
                    Next::Nothing => break,
                }
            }
            // Whatever happens, the next look finds out what is to be done.
            let _ = timeout(wait, async {
                tokio::select! {
                    () = self.changed.notified() => {}
                    _ = runners.changed() => {}
                    _ = up.changed() => {}
                    Some(made) = making.next() => {
                        refills.ended(&made.language, made.well, Instant::now());
                    }
                }
            })
            .await;
        }
        // What is ready only now is removed by who makes it.
        while making.next().await.is_some() {}
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
        state.refill_at = Some(Instant::now() + REFILL_DELAY);
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

    /// What to make next: a container of the runner that lacks the largest share of its own, among those of
    /// which none is being made.
    fn next(&self, runners: &Runners, refills: &Refills) -> Next {
        let now = Instant::now();
        let mut state = self.state();
        let waiting =
            |runner: &Runner| state.ready.iter().filter(|ready| ready.runner.image == runner.image).count();
        let lacking: Vec<_> = runners
            .definitions
            .iter()
            .filter_map(|definition| {
                let wanted = definition.runner.warm.as_ref()?.slots as usize;
                let waiting = waiting(&definition.runner);
                (waiting < wanted).then(|| (waiting * 1000 / wanted, &definition.runner))
            })
            .collect();
        if state.closed || state.ready.len() + refills.in_progress() >= self.slots_max {
            return Next::Nothing;
        }
        let begin = state.refill_at.unwrap_or(now);
        let possible = lacking.into_iter().filter_map(|(share, runner)| {
            let begin = if share < ENOUGH_PER_MILLE { now } else { begin };
            let when = refills.may_start(&runner.runtime.language, now)?.max(begin).max(now);
            Some((when, share, runner))
        });
        match possible.min_by_key(|(when, share, _)| (*when, *share)) {
            Some((when, _, _)) if when > now => Next::At(when),
            Some((_, _, runner)) => {
                state.refill_at = Some(now + REFILL_DELAY);
                Next::Start(Arc::clone(runner))
            }
            None => Next::Nothing,
        }
    }

    async fn make(&self, runner: Arc<Runner>) -> Made {
        let language = runner.runtime.language.clone();
        let well = match self.add(runner).await {
            Ok(()) => true,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                warn!(error, runner.name = language, "no container could be made ahead");
                false
            }
        };
        Made { language, well }
    }

    async fn add(&self, runner: Arc<Runner>) -> Result<(), SandboxError> {
        let slot = self.sandbox.create(SessionId::new(), &runner, Boot::Prepared).await?;
        {
            let mut state = self.state();
            if !state.closed {
                state.ready.push(Ready { runner, slot });
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

/// What became of a container that was made ahead.
struct Made {
    language: String,
    well: bool,
}

impl Ready {
    /// Whether the container is as it was left: a launcher that waits says nothing.
    fn still_waits(&mut self) -> bool {
        self.slot.events.is_empty() && !self.slot.events.is_closed() && !self.slot.commands.is_closed()
    }
}
