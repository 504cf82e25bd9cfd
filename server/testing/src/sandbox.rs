//! What all tests here need: a sandbox with a data directory of its own, and runs to their end.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bollard::Docker;
use bollard::models::{ContainerInspectResponse, ContainerSummary};
use bollard::query_parameters::ListContainersOptions;
use launcher::messages::{Exit, FromLauncher, Io, Stream, ToLauncher};
use protocol::SessionId;
use server::config::{EngineConfig, RunnerCaps};
use server::runners::command::{self, Fit, command_lines};
use server::runners::{Runner, Runners};
use server::sandbox::docker::connect::{Connection, connect};
use server::sandbox::docker::images::Images;
use server::sandbox::docker::{DockerSandbox, LABEL_INSTANCE};
use server::sandbox::{Boot, Closed, PlainFile, Sandbox, Slot, SlotEvent};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// How long anything here may take before the test fails.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The folder with the runners of the tests.
pub const RUNNERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/docker/runners");

/// The runners, once their images are there.
pub async fn runners() -> Runners {
    static RUNNERS_READY: OnceCell<Runners> = OnceCell::const_new();
    let make = || async {
        let mut runners = Runners::load(Some(Path::new(RUNNERS)), &RunnerCaps::default()).unwrap();
        let images = Images::new(&connection().await, "host");
        images.ensure(&mut runners, &|line| eprintln!("{line}")).await.unwrap();
        runners
    };
    RUNNERS_READY.get_or_init(make).await.clone()
}

/// A connection to the engine.
pub async fn connection() -> Connection {
    connect(None).await.unwrap()
}

/// One server's worth of containers. Fails the test where it leaves something behind.
pub struct World {
    /// Its data directory.
    pub data: TempDir,
    /// Its containers.
    pub sandbox: DockerSandbox,
    /// The engine, past the sandbox.
    pub docker: Docker,
    /// The languages.
    pub runners: Runners,
}

/// A run that has come to its end.
#[derive(Debug)]
pub struct Ended {
    /// What it printed.
    pub stdout: String,
    /// What it said of errors.
    pub stderr: String,
    /// How it ended.
    pub exit: Exit,
}

impl World {
    /// One with the usual settings.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// One with other settings.
    pub async fn with(change: impl FnOnce(&mut EngineConfig)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = EngineConfig { data_dir: data.path().to_owned(), ..EngineConfig::default() };
        change(&mut config);
        let sandbox = DockerSandbox::new(&connection().await, &config).await.unwrap();
        let docker = Docker::connect_with_unix_defaults().unwrap().negotiate_version().await.unwrap();
        Self { data, sandbox, docker, runners: runners().await }
    }

    /// The runner of a language.
    pub fn runner(&self, language: &str) -> Arc<Runner> {
        self.runners.get(language).unwrap().clone()
    }

    /// A container that is ready.
    pub async fn create(&self, runner: &Arc<Runner>) -> Slot {
        self.sandbox.create(SessionId::new(), runner, Boot::Cold).await.unwrap()
    }

    /// Runs a program to its end.
    pub async fn run(&self, runner: &Arc<Runner>, source: &str) -> Ended {
        let mut slot = self.create(runner).await;
        start(&mut slot, runner, source).await;
        let ended = finish(&mut slot).await;
        slot.remove().await.unwrap();
        ended
    }

    /// Runs a program of this language with its usual limits.
    pub async fn run_language(&self, language: &str, source: &str) -> Ended {
        self.run(&self.runner(language), source).await
    }

    /// The containers that carry its label.
    pub async fn containers(&self) -> Vec<ContainerSummary> {
        let label = format!("{LABEL_INSTANCE}={}", self.sandbox.instance());
        let options = ListContainersOptions {
            all: true,
            filters: Some([("label".to_owned(), vec![label])].into()),
            ..ListContainersOptions::default()
        };
        self.docker.list_containers(Some(options)).await.unwrap()
    }

    /// What the engine tells of the one container there is.
    pub async fn inspect_only(&self) -> ContainerInspectResponse {
        let containers = self.containers().await;
        assert_eq!(containers.len(), 1);
        self.docker.inspect_container(containers[0].id.as_ref().unwrap(), None).await.unwrap()
    }

    /// How many sessions have a directory.
    pub fn directories(&self) -> usize {
        std::fs::read_dir(self.data.path().join("sessions")).unwrap().count()
    }

    /// Waits until neither container nor directory is left.
    pub async fn until_nothing_is_left(&self) {
        until(PATIENCE, || async { self.directories() == 0 && self.containers().await.is_empty() }).await;
    }
}

/// Waits until something holds.
pub async fn until<F: Future<Output = bool>>(deadline: Duration, holds: impl Fn() -> F) {
    let poll = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(deadline, poll).await.expect("it holds before the deadline");
}

/// Installs a program of one file and starts it with pipes.
pub async fn start(slot: &mut Slot, runner: &Runner, source: &str) {
    let entry = runner.runtime.entry.clone();
    let lines = command_lines(runner, [entry.as_str()], &entry, &[]);
    slot.install(SessionId::new(), vec![PlainFile { path: entry, content: source.into() }]).await.unwrap();
    let start = command::start(lines, Io::Pipes, 64 * 1024 * 1024, Fit::default());
    slot.commands.send(ToLauncher::Start(start)).await.unwrap();
}

/// The next event, or a failed test.
pub async fn next(slot: &mut Slot) -> SlotEvent {
    tokio::time::timeout(PATIENCE, slot.events.recv()).await.expect("in time").expect("before Closed")
}

/// Reads to the end of an ordinary run.
pub async fn finish(slot: &mut Slot) -> Ended {
    let mut outputs: BTreeMap<bool, Vec<u8>> = BTreeMap::new();
    let mut exit = None;
    loop {
        match next(slot).await {
            SlotEvent::Message(FromLauncher::Output { stream, bytes }) => {
                outputs.entry(stream == Stream::Stderr).or_default().extend(bytes);
            }
            SlotEvent::Message(FromLauncher::Exited(ended)) => exit = Some(ended),
            SlotEvent::Message(FromLauncher::Failed(reason)) => panic!("{reason}"),
            SlotEvent::Message(_) => {}
            SlotEvent::Closed(closed) => {
                assert_eq!(closed, Closed::default(), "{outputs:?}");
                let mut text = |stderr| {
                    String::from_utf8_lossy(&outputs.remove(&stderr).unwrap_or_default()).into_owned()
                };
                let (stdout, stderr) = (text(false), text(true));
                return Ended { stdout, stderr, exit: exit.expect("Exited comes before Closed") };
            }
        }
    }
}

/// Reads until the streams have ended.
pub async fn closed(slot: &mut Slot) -> Closed {
    loop {
        if let SlotEvent::Closed(closed) = next(slot).await {
            return closed;
        }
    }
}
