//! Runs: how many, how large, and how long they go on alone.

use std::num::NonZeroU32;

use super::settings::{Maybe, settings};

const fn share(runs: u32) -> NonZeroU32 {
    NonZeroU32::new(runs).expect("a share is not 0")
}

settings! {
    /// How many runs there are at once.
    QueueConfig, QueueLayer {
        /// Runs at once. Where empty, as many as the memory of all containers is enough for, from two to eight for
        /// each core.
        max_running: Maybe<usize> = None, "max-running", "MADANG_MAX_RUNNING";
        /// Runs that wait at most; further ones are told to come back.
        queue_max: usize = 256_usize, "queue-max", "MADANG_QUEUE_MAX";
        /// Runs at once from one address while another address waits; no bound where empty.
        per_address_max: Maybe<usize> = None, "per-address-max", "MADANG_PER_ADDRESS_MAX";
        /// Runs that one browser may start in a minute.
        runs_per_minute_client: NonZeroU32 = share(120), "runs-per-minute-client", "MADANG_RUNS_PER_MINUTE_CLIENT";
        /// Runs that one address may start in a minute.
        runs_per_minute_address: NonZeroU32 = share(1200), "runs-per-minute-address", "MADANG_RUNS_PER_MINUTE_ADDRESS";
    }
}

settings! {
    /// What is made ahead of the runs.
    PoolConfig, PoolLayer {
        /// Containers that wait, of all languages together; with 0 every run makes its own after Run was
        /// pressed. How many each language keeps is its `runner.toml`'s `warm.slots`.
        warm_max: usize = 20_usize, "warm-max", "MADANG_WARM_MAX";
    }
}

settings! {
    /// What bounds one run, beside its runner's own limits.
    RunConfig, RunLayer {
        /// The most files of a program.
        files_max: u32 = 64_u32, "files-max", "MADANG_FILES_MAX";
        /// The most bytes of a program's files together.
        source_bytes_max: u64 = 1_048_576_u64, "source-bytes-max", "MADANG_SOURCE_BYTES_MAX";
        /// The most bytes that a run prints: a guard for the network.
        output_bytes_max: u64 = 104_857_600_u64, "output-bytes-max", "MADANG_OUTPUT_BYTES_MAX";
        /// Seconds that a run goes on after its page has gone.
        grace_s: u64 = 60_u64, "grace-s", "MADANG_GRACE_S";
        /// Seconds that a run goes on after its page has gone while it was hidden: on a phone that shows another app,
        /// or a laptop that sleeps.
        grace_hidden_s: u64 = 300_u64, "grace-hidden-s", "MADANG_GRACE_HIDDEN_S";
        /// Seconds before the end of the idle clock at which the page offers to go on.
        idle_warning_s: u64 = 60_u64, "idle-warning-s", "MADANG_IDLE_WARNING_S";
    }
}
