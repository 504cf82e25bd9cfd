//! A server as an operator starts it, with a data directory and an instance of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bollard::Docker;
use bollard::models::ContainerSummary;
use bollard::query_parameters::ListContainersOptions;
use server::sandbox::docker::LABEL_INSTANCE;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::cgroup::cpu_per_mille;

/// How long anything here may take before the test fails.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// How long the server may take to build every image.
const BUILD_PATIENCE: Duration = Duration::from_mins(10);

/// The `madang` binary: cargo builds it with every test of the server's, into the folder above theirs.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(2).expect("a test lies in target/…/deps").join("madang")
}

/// What lasts from one start of a server to the next.
pub struct Installation {
    data: TempDir,
    instance: String,
    variables: Vec<(&'static str, String)>,
    docker: Docker,
}

impl Installation {
    /// A new one, with these settings.
    pub async fn new(variables: &[(&'static str, &str)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let instance = format!("test-{}", uuid::Uuid::new_v4().simple());
        let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let docker = Docker::connect_with_unix_defaults().unwrap().negotiate_version().await.unwrap();
        Self { data, instance, variables, docker }
    }

    /// A path of its own for a socket.
    pub fn socket_path(&self) -> PathBuf {
        self.data.path().join("docker.sock")
    }

    /// Where the server keeps its data.
    pub fn data_dir(&self) -> PathBuf {
        self.data.path().join("data")
    }

    /// One more setting.
    pub fn set(&mut self, name: &'static str, value: String) {
        self.variables.push((name, value));
    }

    /// Has the server use the engine at this address, and counts its containers there.
    pub async fn set_engine(&mut self, address: &str) {
        self.set("MADANG_DOCKER_HOST", address.to_owned());
        self.docker = Docker::connect_with_host(address).unwrap().negotiate_version().await.unwrap();
    }

    /// Starts the server and waits until it listens.
    pub async fn listen(&self) -> Server {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("MADANG_") {
                command.env_remove(name);
            }
        }
        command
            .env("MADANG_LISTEN", "127.0.0.1:0")
            // What is made ahead would be counted among the runs' containers.
            .env("MADANG_WARM_MAX", "0")
            .env("MADANG_DATA_DIR", self.data_dir())
            .env("MADANG_INSTANCE", &self.instance)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let log = Log::default();
        log.keep(child.stderr.take().unwrap());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = timeout(PATIENCE, lines.next_line()).await.expect("it listens in time").unwrap();
        let line = line.unwrap_or_else(|| panic!("it ended: {}", log.text()));
        let address = line.strip_prefix("Madang listens on http://").expect("the line names the address");
        Server { child, address: address.parse().unwrap(), log }
    }

    /// Starts the server and waits until programs can be run.
    pub async fn serve(&self) -> Server {
        let server = self.listen().await;
        until(BUILD_PATIENCE, "programs can be run", || async { server.get("/readyz").await.0 == 200 }).await;
        server
    }

    /// How many containers carry this installation's label.
    pub async fn containers(&self) -> usize {
        self.list().await.len()
    }

    /// How much of the CPUs each container gets, least first, as [`cpu_per_mille`] counts.
    pub async fn cpu_shares(&self) -> Vec<u64> {
        let mut shares = Vec::new();
        for container in self.list().await {
            let id = container.id.expect("a container has an id");
            // It may have gone since.
            let Ok(container) = self.docker.inspect_container(&id, None).await else { continue };
            let parent = container.host_config.and_then(|host| host.cgroup_parent).unwrap_or_default();
            shares.extend(cpu_per_mille(&format!("{parent}/{id}")));
        }
        shares.sort_unstable();
        shares
    }

    async fn list(&self) -> Vec<ContainerSummary> {
        let label = format!("{LABEL_INSTANCE}={}", self.instance);
        let options = ListContainersOptions {
            all: true,
            filters: Some([("label".to_owned(), vec![label])].into()),
            ..ListContainersOptions::default()
        };
        self.docker.list_containers(Some(options)).await.unwrap()
    }

    /// How many sessions have a directory.
    pub fn sessions(&self) -> usize {
        let sessions = self.data_dir().join("sessions");
        if Path::exists(&sessions) { std::fs::read_dir(sessions).unwrap().count() } else { 0 }
    }

    /// Waits until no container is left.
    pub async fn until_no_container(&self, deadline: Duration) {
        until(deadline, "no container is left", || async { self.containers().await == 0 }).await;
    }

    /// Stops the server as an operator does. Nothing may be left, and nothing may have panicked.
    pub async fn stop(&self, server: Server) {
        server.terminate().await;
        assert_eq!(self.containers().await, 0, "containers are left");
        assert_eq!(self.sessions(), 0, "session directories are left");
    }
}

/// A server that runs. Dropping it kills it.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// What it logs.
    pub log: Log,
}

impl Server {
    /// What it answers to a GET: status and body.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let exchange = async {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            let request =
                format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        let answer = timeout(PATIENCE, exchange).await.expect("an answer in time");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// How many bytes of memory it holds (proc(5), `VmRSS`).
    pub fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id().expect("it runs"));
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// Sends a signal.
    pub async fn signal(&self, name: &str) {
        let pid = self.child.id().expect("it runs").to_string();
        assert!(Command::new("kill").args([name, &pid]).status().await.unwrap().success());
    }

    /// Asks it to stop, waits for that, and checks its log.
    pub async fn terminate(self) {
        self.signal("-TERM").await;
        self.ended().await;
    }

    /// Waits for the end that it was asked for, and checks its log.
    pub async fn ended(mut self) {
        let status = timeout(PATIENCE, self.child.wait()).await.expect("it ends in time").unwrap();
        let log = self.log.text();
        assert!(status.success(), "{status}: {log}");
        assert!(!log.contains("panicked"), "{log}");
    }

    /// Kills it, which it cannot notice.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
        let log = self.log.text();
        assert!(!log.contains("panicked"), "{log}");
    }
}

/// What a server has written to its log so far.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<String>>);

impl Log {
    /// All of it.
    pub fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    /// How many lines contain these words.
    pub fn count(&self, words: &str) -> usize {
        self.text().lines().filter(|line| line.contains(words)).count()
    }

    fn keep(&self, pipe: impl AsyncRead + Unpin + Send + 'static) {
        let log = self.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(pipe).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let mut text = log.0.lock().unwrap();
                text.push_str(&line);
                text.push('\n');
            }
        });
    }
}

/// Waits until something holds.
pub async fn until<F: Future<Output = bool>>(deadline: Duration, what: &str, holds: impl Fn() -> F) {
    let poll = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(timeout(deadline, poll).await.is_ok(), "within {deadline:?} it was not so that {what}");
}
