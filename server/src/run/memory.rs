//! How many programs the machine's memory is enough for.

use std::ops::RangeInclusive;
use std::sync::Arc;

use tokio::sync::watch;
use tracing::warn;

use super::queue::Queue;
use crate::runners::Runners;
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
    if let Some(shortage) = shortage(&runners, running_max, available) {
        warn!("{shortage}");
    }
}

/// As many runs as `available` bytes are enough for if all are of the hungriest language, within what the cores are for.
fn running_default(runners: &Runners, cores: usize, available: u64) -> usize {
    let fit = available.checked_div(runs_bytes(runners, 1)).unwrap_or(u64::MAX);
    let fit = usize::try_from(fit).unwrap_or(usize::MAX);
    fit.clamp(RUNNING_PER_CORE.start() * cores, RUNNING_PER_CORE.end() * cores)
}

/// In words, where the limits of so many runs together exceed `available` bytes.
fn shortage(runners: &Runners, running_max: usize, available: u64) -> Option<String> {
    let wanted = runs_bytes(runners, running_max);
    (wanted > available).then(|| {
        format!(
            "{running_max} programs at once may ask for {} MiB, but all together get {} MiB; where they ask for more, the \
             kernel ends programs that are within their limits. Lower MADANG_MAX_RUNNING or MADANG_CAP_MEMORY_MIB, or raise \
             MADANG_TOTAL_MEMORY_MIB if the machine has more",
            wanted / MIB,
            available / MIB
        )
    })
}

/// The limits of so many runs, all of the hungriest language. What waits is not counted: it holds what its
/// interpreter took to boot, far below its limit, and no program's code can make it more.
fn runs_bytes(runners: &Runners, count: usize) -> u64 {
    let limits = runners.definitions.iter().map(|definition| definition.runner.limits.memory_bytes);
    limits.max().unwrap_or(0).saturating_mul(count as u64)
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
    fn as_many_run_as_the_memory_is_enough_for_and_the_cores() {
        let default = |cores, mib: u64| running_default(&runners(), cores, mib * MIB);
        assert_eq!(default(2, 1050), 10);
        assert_eq!(default(2, 100_000), 16, "the cores bound it");
        assert_eq!(default(2, 100), 4, "and a machine that is short of memory runs some all the same");
        assert_eq!(default(32, 100_000), 256);
    }

    #[test]
    fn a_machine_with_enough_memory_is_no_reason_for_a_word() {
        assert_eq!(shortage(&runners(), 8, 800 * MIB), None);
        let text = shortage(&runners(), 8, 800 * MIB - 1).unwrap();
        assert!(text.starts_with("8 programs at once may ask for 800 MiB"), "{text}");
        assert!(text.contains("all together get 799 MiB"), "{text}");
    }

    #[test]
    fn what_is_chosen_where_nobody_did_needs_no_word_above_the_least() {
        let runners = runners();
        for mib in (400..3000).step_by(50) {
            let chosen = running_default(&runners, 2, mib * MIB);
            assert_eq!(shortage(&runners, chosen, mib * MIB), None, "{mib} MiB");
        }
    }
}
