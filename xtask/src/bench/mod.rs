//! Benchmarks: what is claimed about speed is measured here, side by side in one run.

pub(crate) mod client;
mod cost;
mod docker_run;
mod latency;
mod lighthouse;
mod load;
mod peers;
pub(crate) mod percentiles;
mod sessions;
mod start;
mod stop;
mod terminal;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::e2e;

/// Options of `bench`.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    benchmark: Benchmark,
}

#[derive(Subcommand)]
enum Benchmark {
    /// Starting programs: first byte, end, runs a second, Stop and the pool, beside `docker run` of the same image.
    Start(start::Options),
    /// The server's memory for open pages, and for programs that wait for input.
    Sessions(sessions::Options),
    /// The page: Lighthouse's figures for a desktop and for a phone, medians.
    Lighthouse(lighthouse::Options),
    /// The terminal: floods, key echo, Stop and Ctrl-C, memory; beside ttyd with `docker run` where ttyd is installed.
    Terminal(terminal::Options),
    /// Typing in a program of 5,000 lines: how long the page is busy at a time.
    Typing,
}

/// Runs a benchmark and prints its table.
pub(crate) fn bench(options: &Options) -> Result<()> {
    match &options.benchmark {
        Benchmark::Start(options) => start::bench(options),
        Benchmark::Sessions(options) => sessions::bench(options),
        Benchmark::Lighthouse(options) => lighthouse::bench(options),
        Benchmark::Terminal(options) => terminal::bench(options),
        Benchmark::Typing => e2e::bench(),
    }
}
