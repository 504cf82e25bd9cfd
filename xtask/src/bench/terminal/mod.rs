//! What the terminal does: floods, key echo, Stop and Ctrl-C during a flood, and memory.
//!
//! - [`screen`]: what a program's terminal looks like from outside, whoever carries it.
//! - [`madang`], [`ttyd`]: the two that carry it.
//! - [`flood`], [`keys`], [`interrupt`], [`memory`]: a table each.

mod flood;
mod interrupt;
mod keys;
mod madang;
mod memory;
mod screen;
mod ttyd;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use clap::Args;

use super::peers::PEERS;
use super::start::server;
use crate::build::{self, Profile};
use crate::docker;
use crate::e2e::build_images;
use crate::process::{find, output, root};
use crate::serving::Serving;

/// The name of the server's containers.
const INSTANCE: &str = "bench-terminal";

/// More than any flood here.
const OUTPUT_BYTES_MAX: &str = "4000000000";

/// Options of `bench terminal`.
#[derive(Args)]
pub(in crate::bench) struct Options {
    /// How many floods of each kind, and how many interrupts.
    #[arg(long, default_value_t = 7)]
    runs: usize,
    /// How many keys are typed.
    #[arg(long, default_value_t = 300)]
    keys: usize,
    /// How many million bytes a flood has.
    #[arg(long, default_value_t = 64)]
    megabytes: u64,
}

/// The server that is measured, and its peer.
struct Bench {
    madang: Serving,
    /// Where ttyd lies, if it is installed.
    ttyd: Option<PathBuf>,
    /// The image that both run programs in.
    image: String,
}

/// Measures one thing after the other; within each, Madang and its peer turn by turn.
pub(in crate::bench) fn bench(options: &Options) -> Result<()> {
    docker::ensure()?;
    build::build(Profile::Release)?;
    let binary = Profile::Release.binary();
    build_images(&binary)?;
    let images = output(Command::new(&binary).args(["images", "list"])).context("no images are listed")?;
    let settings = [("MADANG_OUTPUT_BYTES_MAX", OUTPUT_BYTES_MAX), ("MADANG_WARM_MAX", "2")];
    let bench = Bench {
        madang: server(&binary, &root().join("target/bench"), INSTANCE, &settings)?,
        ttyd: find("ttyd"),
        image: PEERS[0].image(&images)?.to_owned(),
    };
    if bench.ttyd.is_none() {
        println!("ttyd is not on PATH, so the columns of `ttyd docker run` are left out.");
    }
    flood::bench(&bench, options)?;
    keys::bench(&bench, options)?;
    interrupt::bench(&bench, options)?;
    memory::bench(&bench)?;
    bench.madang.stop()?;
    Ok(())
}
