//! The peer: a plain `docker run` of the same image with the same limits, as anybody would write it.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::client::Times;
use crate::process::command;

/// Runs a shell command in a container of `image` with `directory` at /workspace, and times it.
pub(super) fn time(image: &str, directory: &Path, shell: &str) -> Result<Times> {
    let mut docker = docker_run(image, directory, shell);
    let started = Instant::now();
    let mut child = docker.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut stdout = child.stdout.take().context("docker has no standard output")?;
    let mut bytes = vec![0];
    stdout.read_exact(&mut bytes).context("the program printed nothing")?;
    let first_byte = started.elapsed();
    stdout.read_to_end(&mut bytes)?;
    let status = child.wait()?;
    ensure!(status.success(), "docker run ended with {status}");
    Ok(Times { first_byte, end: started.elapsed() })
}

fn docker_run(image: &str, directory: &Path, shell: &str) -> Command {
    let mut docker = limited("-i");
    docker.args(["--tmpfs", "/tmp:exec", "--workdir", "/workspace"]);
    docker.arg("--volume").arg(format!("{}:/workspace:ro", directory.display()));
    docker.args(["--entrypoint", "sh", image, "-c", shell]);
    docker
}

/// `docker run` with the limits that Madang's containers have, and with these streams.
pub(super) fn limited(streams: &str) -> Command {
    let mut docker = command(["docker", "run", "--rm", streams, "--network", "none", "--read-only"]);
    docker.args(["--memory", "768m", "--cpus", "1", "--pids-limit", "128", "--cap-drop", "ALL"]);
    docker.args(["--security-opt", "no-new-privileges"]);
    docker
}
