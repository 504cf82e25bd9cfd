//! A Docker engine of the soak's own, with the languages' images.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::build::Profile;
use crate::process::{command, find, heading, output, poll_until, run, signal, succeeds_within, wait_within};

/// How long the engine may take to start, and to stop.
const DEADLINE: Duration = Duration::from_mins(1);

/// How long it may take to answer.
const ANSWER_DEADLINE: Duration = Duration::from_secs(10);

/// An engine that runs. Dropping it stops it.
pub(super) struct Engine {
    folder: PathBuf,
    child: Child,
}

impl Engine {
    /// Starts one that keeps everything in a folder, and copies the images from the machine's own.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        ensure!(
            find("dockerd").is_some(),
            "the soak starts a Docker engine of its own, and dockerd is missing"
        );
        heading("Starting a Docker engine of its own, and copying the images (about a minute)");
        fs::create_dir_all(folder)?;
        let engine = Self { folder: folder.to_owned(), child: spawn(folder)? };
        engine.wait_until_it_answers()?;
        let images = output(Command::new(Profile::Release.binary()).args(["images", "list"]));
        let images = images.context("no images are listed")?;
        let names: Vec<&str> = images.lines().filter_map(|line| line.split_whitespace().next()).collect();
        let copy = format!("docker save {} | docker --host {} load", names.join(" "), engine.host());
        run(&mut command(["sh", "-c", &copy]))?;
        Ok(engine)
    }

    /// Where it listens.
    pub(super) fn host(&self) -> String {
        format!("unix://{}", self.folder.join("docker.sock").display())
    }

    /// Ends it as an upgrade does, and starts it again.
    pub(super) fn restart(&mut self) -> Result<()> {
        self.end()?;
        self.child = spawn(&self.folder)?;
        self.wait_until_it_answers()
    }

    /// Ends it.
    pub(super) fn stop(mut self) -> Result<()> {
        self.end()
    }

    /// How many containers an instance has.
    pub(super) fn containers(&self, instance: &str) -> Result<u64> {
        let label = format!("label=madang.instance={instance}");
        let list = output(&mut command(["docker", "--host", &self.host(), "ps", "-aq", "--filter", &label]));
        Ok(list.context("the engine does not list its containers")?.lines().count() as u64)
    }

    fn wait_until_it_answers(&self) -> Result<()> {
        let answers = poll_until(DEADLINE, || {
            succeeds_within(&mut command(["docker", "--host", &self.host(), "version"]), ANSWER_DEADLINE)
        })?;
        ensure!(answers, "the engine does not start; see {}", log(&self.folder).display());
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        signal("TERM", &self.child.id().to_string())?;
        if wait_within(&mut self.child, DEADLINE)?.is_none() {
            self.child.kill()?;
            bail!("the engine does not end");
        }
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Ended and waited for already, unless something failed before.
        if matches!(self.child.try_wait(), Ok(None))
            && let Err(error) = self.end()
        {
            eprintln!("{error:#}");
        }
    }
}

fn log(folder: &Path) -> PathBuf {
    folder.join("dockerd.log")
}

/// Without a network, since no container of Madang's has one, and beside whatever containerd there is.
fn spawn(folder: &Path) -> Result<Child> {
    let log = File::options().create(true).append(true).open(log(folder))?;
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    // It ends with the soak, however that ends. An engine without a bridge removes the one that there is, so it gets
    // to see none of the machine's.
    let mut dockerd = command(["setpriv", "--pdeathsig", "TERM", "unshare", "--net", "dockerd"]);
    dockerd.args(["--data-root", &path("data"), "--exec-root", &path("exec"), "--pidfile", &path("pid")]);
    dockerd.args(["--host", &format!("unix://{}", path("docker.sock"))]);
    dockerd.args(["--bridge", "none", "--iptables=false", "--ip-masq=false", "--log-level", "warn"]);
    dockerd.args(["--containerd-namespace", "madang-soak"]);
    dockerd.args(["--containerd-plugins-namespace", "madang-soak-plugins"]);
    let spawned = dockerd.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn();
    spawned.context("dockerd cannot be started")
}
