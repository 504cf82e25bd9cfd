//! How many programs the machine's memory is enough for.

use std::ops::RangeInclusive;
use std::sync::Arc;

use tokio::sync::watch;
use tracing::warn;

use super::queue::Queue;
use crate::runners::{Runner, Runners};
use crate::sandbox::Sandbox;

const MIB: u64 = 1024 * 1024;

/// The fewest and the most runs at once for each core of the host, where the operator sets nothing. Most programs wait
/// for who wrote them, and one that computes makes way for the others.
const RUNNING_PER_CORE: RangeInclusive<usize> = 2..=8;

/// How much at once the operator wants.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Runs; `None` where the memory decides.
    pub running_max: Option<usize>,
    /// Containers that wait.
    pub warm_max: usize,
    /// The host's cores.
    pub cores: usize,
}

impl Wanted {
    /// The most runs at once, whatever the memory.
    pub fn running_max(&self) -> usize {
        self.running_max.unwrap_or(RUNNING_PER_CORE.end() * self.cores)
    }
}

/// Waits for the engine, which knows the memory. Where nobody has set how many run at once, as many do as it is
/// enough for. Warns where all containers together may ask for more than they get: then the kernel ends programs that are
/// within their own limits.
pub async fn fit(
    sandbox: Arc<dyn Sandbox>,
    runners: watch::Receiver<Arc<Runners>>,
    mut up: watch::Receiver<bool>,
    queue: Queue,
    wanted: Wanted,
) {
    // Where the sender is gone the server ends.
    if up.wait_for(|up| *up).await.is_err() {
        return;
    }
    let Some(available) = sandbox.memory_max() else { return };
    let runners = Arc::clone(&runners.borrow());
    let running_max =
        wanted.running_max.unwrap_or_else(|| running_default(&runners, wanted.cores, available));
    queue.set_running_max(running_max);
    if let Some(shortage) = shortage(&runners, running_max, wanted.warm_max, available) {
        warn!("{shortage}");
    }
}

/// As many runs as `available` bytes are enough for if all are of the hungriest language, within what the cores are for.
/// What waits is not counted: it holds what its interpreter took to boot, far below its limit.
fn running_default(runners: &Runners, cores: usize, available: u64) -> usize {
    let fit = available.checked_div(runs_bytes(runners, 1)).unwrap_or(u64::MAX);
    let fit = usize::try_from(fit).unwrap_or(usize::MAX);
    fit.clamp(RUNNING_PER_CORE.start() * cores, RUNNING_PER_CORE.end() * cores)
}

/// In words, where the limits of all containers together exceed `available` bytes.
fn shortage(runners: &Runners, running_max: usize, warm_max: usize, available: u64) -> Option<String> {
    let runs = runs_bytes(runners, running_max);
    let pool = pool_bytes(runners, warm_max);
    let wanted = runs.saturating_add(pool);
    (wanted > available).then(|| {
        format!(
            "{running_max} programs at once may ask for {} MiB, and the containers that wait for {} MiB, but all together get \
             {} MiB; where they ask for more, the kernel ends programs that are within their limits. Lower MADANG_MAX_RUNNING \
             or MADANG_CAP_MEMORY_MIB, or raise MADANG_TOTAL_MEMORY_MIB if the machine has more",
            runs / MIB,
            pool / MIB,
            available / MIB
        )
    })
}

/// The limits of the most runs, all of the hungriest language.
fn runs_bytes(runners: &Runners, running_max: usize) -> u64 {
    let hungriest = limits(runners).map(|(limit, _)| limit).max().unwrap_or(0);
    hungriest.saturating_mul(running_max as u64)
}

/// The limits of the containers that wait. Where not all fit into the pool, the hungriest are taken.
fn pool_bytes(runners: &Runners, warm_max: usize) -> u64 {
    let mut each: Vec<u64> =
        limits(runners).flat_map(|(limit, slots)| std::iter::repeat_n(limit, slots)).collect();
    each.sort_unstable_by(|a, b| b.cmp(a));
    each.into_iter().take(warm_max).sum()
}

/// Each language's memory limit, and how many of its containers wait.
fn limits(runners: &Runners) -> impl Iterator<Item = (u64, usize)> {
    let slots = |runner: &Runner| runner.warm.as_ref().map_or(0, |warm| warm.slots as usize);
    let runners = runners.definitions.iter().map(|definition| &definition.runner);
    runners.map(move |runner| (runner.limits.memory_bytes, slots(runner)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RunnerCaps;

    /// The binary's own: Python, JavaScript and Java.
    fn runners() -> Runners {
        Runners::load(None, &RunnerCaps { memory_mib: 100, ..RunnerCaps::default() }).unwrap()
    }

    #[test]
    fn runs_and_what_waits_are_counted_with_their_limits() {
        assert_eq!(runs_bytes(&runners(), 8), 800 * MIB);
        assert_eq!(pool_bytes(&runners(), 3), 300 * MIB);
        let slots: usize = limits(&runners()).map(|(_, slots)| slots).sum();
        assert_eq!(
            pool_bytes(&runners(), 64),
            100 * MIB * slots as u64,
            "no more wait than the runners ask for"
        );
    }

    #[test]
    fn as_many_run_as_the_memory_is_enough_for_and_the_cores() {
        let default = |cores, mib: u64| running_default(&runners(), cores, mib * MIB);
        assert_eq!(default(2, 1050), 10);
        assert_eq!(default(2, 100_000), 16, "the cores bound it");
        assert_eq!(default(2, 100), 4, "and a machine that is short of memory runs some all the same");
        assert_eq!(default(32, 100_000), 256);
    }

    #[test]
    fn a_machine_with_enough_memory_is_no_reason_for_a_word() {
        assert_eq!(shortage(&runners(), 8, 2, 1000 * MIB), None);
        let text = shortage(&runners(), 8, 2, 1000 * MIB - 1).unwrap();
        assert!(
            text.starts_with(
                "8 programs at once may ask for 800 MiB, and the containers that wait for 200 MiB"
            )
        );
        assert!(text.contains("all together get 999 MiB"));
    }
}
