//! What Lighthouse says of the page's speed.

use anyhow::Result;
use clap::Args;

use super::start::server;
use crate::build::{self, Profile};
use crate::docker;
use crate::process::{command, heading, root, run};
use crate::tools::{ensure_chromium, ensure_npm_packages};

/// The name of the server's containers.
const INSTANCE: &str = "bench-lighthouse";

/// Options of `bench lighthouse`.
#[derive(Args)]
pub(in crate::bench) struct Options {
    /// How often each kind of device is simulated.
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

/// Prints the medians for a desktop and for a phone.
pub(in crate::bench) fn bench(options: &Options) -> Result<()> {
    docker::ensure()?;
    build::build(Profile::Release)?;
    let folder = root().join("end2end");
    ensure_npm_packages(&folder)?;
    let chromium = ensure_chromium()?;
    let madang = server(&Profile::Release.binary(), &root().join("target/bench"), INSTANCE, &[])?;
    heading("Lighthouse");
    let mut node = command(["node", "lighthouse.mjs"]);
    node.arg(format!("http://{}/", madang.address)).arg(options.runs.to_string());
    run(node.env("CHROMIUM", chromium).current_dir(folder))?;
    madang.stop()?;
    Ok(())
}
