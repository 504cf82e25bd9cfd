//! What starting costs: time to the first byte and to the end, runs a second, Stop, and the pool itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use super::{cost, latency, load, stop};
use crate::build::{self, Profile};
use crate::docker;
use crate::e2e::build_images;
use crate::process::{output, poll_until, root};
use crate::serving::Serving;

/// How long the server may take to listen, and then to get ready.
const LISTEN_DEADLINE: Duration = Duration::from_mins(1);

/// Containers that are made ahead, all languages together.
const WARM: &str = "17";

/// Options of `bench start`.
#[derive(Args)]
pub(super) struct Options {
    /// How many runs of each kind.
    #[arg(long, default_value_t = 20)]
    runs: usize,
    /// For how many seconds each number of clients runs programs.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
}

/// The two servers that are measured, and the images that `docker run` gets.
pub(super) struct Bench {
    pub(super) warm: Serving,
    pub(super) cold: Serving,
    /// What `madang images list` prints.
    pub(super) images: String,
    /// Where the programs lie that `docker run` mounts.
    pub(super) programs: PathBuf,
}

/// The names of the servers' containers.
pub(super) const WARM_INSTANCE: &str = "bench-warm";
pub(super) const COLD_INSTANCE: &str = "bench-cold";

/// Measures one thing after the other; within each, Madang and its peer turn by turn.
pub(super) fn bench(options: &Options) -> Result<()> {
    docker::ensure()?;
    build::build(Profile::Release)?;
    let binary = Profile::Release.binary();
    build_images(&binary)?;
    let data = root().join("target/bench");
    let bench = Bench {
        warm: server(&binary, &data, WARM_INSTANCE, &[("MADANG_WARM_MAX", WARM)])?,
        cold: server(&binary, &data, COLD_INSTANCE, &[("MADANG_WARM_MAX", "0")])?,
        images: output(Command::new(&binary).args(["images", "list"])).context("no images are listed")?,
        programs: data.join("programs"),
    };
    latency::bench(&bench, options.runs)?;
    stop::bench(&bench, options.runs)?;
    load::bench(&bench, options.seconds)?;
    cost::bench(&bench)?;
    bench.warm.stop()?;
    bench.cold.stop()?;
    Ok(())
}

/// A server with these settings, once programs can be run.
pub(super) fn server(
    binary: &Path,
    data: &Path,
    instance: &str,
    settings: &[(&str, &str)],
) -> Result<Serving> {
    let data = data.join(instance);
    fs::create_dir_all(&data)?;
    let mut command = Command::new(binary);
    command.arg("serve").env("MADANG_LISTEN", "127.0.0.1:0").env("MADANG_DATA_DIR", data);
    command.env("MADANG_INSTANCE", instance).env("MADANG_LOG", "warn");
    // A benchmark starts more programs in a minute than any person.
    command.env("MADANG_RUNS_PER_MINUTE_CLIENT", "100000").env("MADANG_RUNS_PER_MINUTE_ADDRESS", "100000");
    command.envs(settings.iter().copied());
    let serving = Serving::start(&mut command, LISTEN_DEADLINE)?;
    let ready = poll_until(LISTEN_DEADLINE, || {
        Ok(crate::http::get(&serving.address, "/readyz").is_ok_and(|answer| answer.status == 200))
    })?;
    anyhow::ensure!(ready, "the server does not get ready");
    Ok(serving)
}
