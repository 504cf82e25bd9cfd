//! An engine of its own for each test, which may be killed, frozen and filled. Each takes a minute for its images.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use protocol::server::NoticeKind;
use tempfile::TempDir;
use testing::client::{Client, python};
use testing::server::{Installation, binary, until};

use crate::disk::{SmallDisk, is_root};
use crate::hosts::{SILENCE_IS_NOTICED_IN, check_runs, system_error, until_not_ready};

/// How long an engine may take to start and to end.
const ENGINE_PATIENCE: Duration = Duration::from_secs(40);

/// An engine with the languages' images, on a disk of its own.
struct OwnEngine {
    daemon: Child,
    // Dropped in this order, after the daemon has ended.
    disk: SmallDisk,
    folder: TempDir,
}

impl OwnEngine {
    async fn start() -> Self {
        assert!(is_root(), "only root may start an engine");
        let folder = tempfile::tempdir().unwrap();
        let disk = SmallDisk::at(&folder.path().join("data"), "3g");
        let daemon = launch(&folder);
        let engine = Self { daemon, disk, folder };
        engine.until_it_answers().await;
        let file = engine.folder.path().join("images.tar");
        let images = |what: &str| {
            let mut command = Command::new(binary());
            command.args(["images", what]).arg(&file).stdout(Stdio::null());
            command
        };
        assert!(images("save").status().unwrap().success());
        assert!(images("load").env("MADANG_DOCKER_HOST", engine.address()).status().unwrap().success());
        std::fs::remove_file(&file).unwrap();
        engine
    }

    fn address(&self) -> String {
        format!("unix://{}", self.folder.path().join("docker.sock").display())
    }

    async fn until_it_answers(&self) {
        let asked = || async {
            let mut ask = tokio::process::Command::new("docker");
            ask.args(["--host", &self.address(), "version"]).stdout(Stdio::null()).stderr(Stdio::null());
            ask.status().await.unwrap().success()
        };
        until(ENGINE_PATIENCE, "the engine answers", asked).await;
    }

    fn signal(&self, name: &str) {
        let pid = self.daemon.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// Kills it, as the kernel does that runs out of memory.
    fn kill(&mut self) {
        self.daemon.kill().unwrap();
        self.daemon.wait().unwrap();
    }

    /// Starts it again. Its containerd has ended with it, but where that has not been reaped the engine takes it for alive,
    /// and waits for its answer for longer than anybody here.
    async fn restart(&mut self) {
        let pid = self.folder.path().join("exec/containerd/containerd.pid");
        let pid = std::fs::read_to_string(pid).unwrap();
        let process = Path::new("/proc").join(pid.trim());
        until(ENGINE_PATIENCE, "its containerd is gone", || async { !process.exists() }).await;
        self.daemon = launch(&self.folder);
        self.until_it_answers().await;
    }

    /// A server with room for one run on this engine.
    async fn installation(&self) -> Installation {
        let mut installation = Installation::new(&[("MADANG_MAX_RUNNING", "1")]).await;
        installation.set_engine(&self.address()).await;
        installation
    }
}

/// Starts the daemon, with nothing of what the host's own engine has: an engine without a bridge removes the one that
/// there is, and here it sees none.
fn launch(folder: &TempDir) -> Child {
    let place = |name: &str| folder.path().join(name);
    let option = |name: &str, path: PathBuf| format!("--{name}={}", path.display());
    let log = File::options().create(true).append(true).open(place("log")).unwrap();
    let mut daemon = Command::new("unshare");
    daemon.args(["--net", "dockerd", "--bridge=none", "--iptables=false", "--ip-forward=false"]);
    daemon.args(["--containerd-namespace=madang-test", "--containerd-plugins-namespace=madang-test-plugins"]);
    daemon.args([option("data-root", place("data")), option("exec-root", place("exec"))]);
    daemon
        .args([option("pidfile", place("pid")), format!("--host=unix://{}", place("docker.sock").display())]);
    daemon.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
}

impl Drop for OwnEngine {
    fn drop(&mut self) {
        // Frozen or not, it ends its containers and its own containerd, where it gets the time.
        for signal in ["-CONT", "-TERM"] {
            let _ = Command::new("kill").args([signal, &self.daemon.id().to_string()]).status();
        }
        let asked = Instant::now();
        while asked.elapsed() < ENGINE_PATIENCE && matches!(self.daemon.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.daemon.kill();
    }
}

#[tokio::test]
#[ignore = "starts an engine of its own"]
async fn row_37_an_engine_that_is_killed_and_one_that_is_frozen_are_taken_up_again() {
    let mut engine = OwnEngine::start().await;
    let installation = engine.installation().await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(python("print('before')\ninput()\n")).await;
    client.output_with("before").await;
    engine.kill();
    assert!(!system_error(&client.ending().await).is_empty());
    until_not_ready(&server).await;
    engine.restart().await;
    client.notice(NoticeKind::EngineUp).await;
    check_runs(&mut client).await;

    client.run(python("print('before')\ninput()\n")).await;
    client.output_with("before").await;
    engine.signal("-STOP");
    let state = tokio::time::timeout(SILENCE_IS_NOTICED_IN, client.ending()).await.expect("it ends in time");
    assert!(system_error(&state).contains("Docker has stopped answering"), "{state:?}");
    until_not_ready(&server).await;
    engine.signal("-CONT");
    client.notice(NoticeKind::EngineUp).await;
    check_runs(&mut client).await;
    installation.until_no_container(ENGINE_PATIENCE).await;
    installation.stop(server).await;
}

#[tokio::test]
#[ignore = "starts an engine of its own"]
async fn row_39_a_disk_of_the_engine_that_is_full_is_told_in_words_and_room_is_enough_to_go_on() {
    let engine = OwnEngine::start().await;
    let installation = engine.installation().await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    check_runs(&mut client).await;
    installation.until_no_container(ENGINE_PATIENCE).await;
    engine.disk.fill();
    client.run(python("print('does not fit')")).await;
    let state = client.end().await;
    assert!(system_error(&state).contains("could not make its container"), "{state:?}");
    let log = &server.log;
    let told = || async { log.text().contains("no space left on device") };
    until(ENGINE_PATIENCE, "the log tells why", told).await;
    engine.disk.make_room();
    check_runs(&mut client).await;
    installation.stop(server).await;
}
