//! Benchmarks: what is claimed about speed is measured here, side by side in one run.

mod client;
mod docker_run;
mod start;

use anyhow::Result;
use clap::{Args, Subcommand};

/// Options of `bench`.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    benchmark: Benchmark,
}

#[derive(Subcommand)]
enum Benchmark {
    /// From Run to the first byte and to the end, beside `docker run` of the same image.
    Start(start::Options),
}

/// Runs a benchmark and prints its table.
pub(crate) fn bench(options: &Options) -> Result<()> {
    match &options.benchmark {
        Benchmark::Start(options) => start::bench(options),
    }
}
