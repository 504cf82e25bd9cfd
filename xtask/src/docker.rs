//! The Docker engine and the image that the languages' images start from.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{command, find, heading, output, poll_until, root, run, run_within, succeeds_within};
use crate::tools::ensure_debian_packages;

/// The image that every runner's Dockerfile starts from.
const BASE_IMAGE: &str = "debian:trixie-slim";

/// Its release, for where no registry answers.
const BASE_RELEASE: &str = "trixie";

/// How long an engine may take to answer.
const ANSWER_DEADLINE: Duration = Duration::from_secs(20);

/// How long an engine may take to start.
const START_DEADLINE: Duration = Duration::from_mins(1);

/// How long the download of the base image may take.
const PULL_DEADLINE: Duration = Duration::from_mins(5);

/// Where an engine that was started here writes.
const LOG: &str = "target/dockerd.log";

/// The label that names the server that a container belongs to.
const INSTANCE_LABEL: &str = "madang.instance";

/// Installs and starts an engine, where none answers, and gets the base image.
pub(crate) fn ensure() -> Result<()> {
    ensure_engine()?;
    ensure_base_image()
}

/// Builds the languages' images, so that no test waits for them.
pub(crate) fn build_images() -> Result<()> {
    heading("Building the languages' images, where they are missing (about 4 minutes for all)");
    run(&mut command(["cargo", "run", "--quiet", "--package", "server", "--", "images", "build"]))
}

/// Makes sure that an engine answers.
fn ensure_engine() -> Result<()> {
    if answers()? {
        return Ok(());
    }
    if std::env::var_os("DOCKER_HOST").is_some() {
        bail!("the Docker engine that DOCKER_HOST names does not answer");
    }
    if find("dockerd").is_none() {
        ensure_debian_packages(&["docker.io"], "the Docker engine")?;
    }
    if find("docker").is_none() {
        ensure_debian_packages(&["docker-cli"], "Docker's command line")?;
    }
    // Where there is an init system, the package has just started the engine.
    if poll_until(Duration::from_secs(2), answers)? {
        return Ok(());
    }
    heading("Starting the Docker engine");
    start_engine()?;
    if poll_until(START_DEADLINE, answers)? {
        return Ok(());
    }
    bail!("the Docker engine did not start within {} s; its log is {LOG}", START_DEADLINE.as_secs())
}

/// Starts the engine through the init system, or without one as a program that outlives this one.
fn start_engine() -> Result<()> {
    if output(&mut command(["id", "-u"])).as_deref() != Some("0") {
        bail!(
            "the Docker engine does not run, or you may not use it; run: sudo systemctl start docker && sudo usermod -aG docker $USER"
        );
    }
    if Path::new("/run/systemd/system").is_dir() {
        return run(&mut command(["systemctl", "start", "docker"]));
    }
    fs::create_dir_all(root().join("target"))?;
    let log = File::create(root().join(LOG))?;
    let mut engine = command(["setsid", "--fork", "dockerd"]);
    engine.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    run(&mut engine)
}

/// Whether an engine answers.
fn answers() -> Result<bool> {
    succeeds_within(&mut docker(&["version"]), ANSWER_DEADLINE)
}

/// Pulls the base image, or makes it from Debian's packages where no registry answers.
fn ensure_base_image() -> Result<()> {
    if succeeds_within(&mut docker(&["image", "inspect", BASE_IMAGE]), ANSWER_DEADLINE)? {
        return Ok(());
    }
    heading(&format!("Getting the base image {BASE_IMAGE}"));
    let Err(refused) = run_within(&mut docker(&["pull", "--quiet", BASE_IMAGE]), PULL_DEADLINE) else {
        return Ok(());
    };
    println!("{refused:#}; making it from Debian's packages instead (about a minute)");
    if find("mmdebstrap").is_none() {
        ensure_debian_packages(&["mmdebstrap"], "mmdebstrap")?;
    }
    make_base_image(BASE_IMAGE)
}

/// Makes an image with the least that is a Debian.
fn make_base_image(name: &str) -> Result<()> {
    let archive = root().join("target/base-image.tar");
    fs::create_dir_all(root().join("target"))?;
    let mut make = command(["mmdebstrap", "--variant=minbase", "--include=ca-certificates", BASE_RELEASE]);
    run(make.arg(&archive))?;
    run(docker(&["import"]).arg(&archive).arg(name))?;
    fs::remove_file(archive).context("the base image's archive could not be removed")
}

/// The containers of every Madang on this engine: (id, instance).
pub(crate) fn containers() -> Result<Vec<(String, String)>> {
    let format = format!("{{{{.ID}}}} {{{{.Label \"{INSTANCE_LABEL}\"}}}}");
    let filter = format!("label={INSTANCE_LABEL}");
    let list = output(&mut docker(&["ps", "--all", "--no-trunc", "--filter", &filter, "--format", &format]));
    let list = list.context("Docker does not list its containers")?;
    Ok(list.lines().filter_map(|line| line.split_once(' ')).map(|(id, of)| (id.into(), of.into())).collect())
}

/// The memory that the containers of an instance use, without what the kernel can take back: (image, MiB).
pub(crate) fn memory(instance: &str) -> Result<Vec<(String, f64)>> {
    let filter = format!("label={INSTANCE_LABEL}={instance}");
    let list =
        output(&mut docker(&["ps", "--no-trunc", "--filter", &filter, "--format", "{{.ID}} {{.Image}}"]));
    let list = list.context("Docker does not list its containers")?;
    let mut memory = Vec::new();
    for (id, image) in list.lines().filter_map(|line| line.split_once(' ')) {
        let used = output(&mut docker(&["stats", "--no-stream", "--format", "{{.MemUsage}}", id]));
        let used = used.with_context(|| format!("Docker tells no memory of {id}"))?;
        let mib = used.split_once("MiB").and_then(|(mib, _)| mib.parse().ok());
        memory.push((image.to_owned(), mib.with_context(|| format!("`{used}` is no memory in MiB"))?));
    }
    Ok(memory)
}

/// Docker's command line.
fn docker(words: &[&str]) -> Command {
    let mut docker = Command::new("docker");
    docker.args(words);
    docker
}
