//! A soak: honest and hostile clients at once for minutes, sockets cut at random, the engine restarted
//! twice and the server killed once. At the end nothing may be left, and every honest output was exact.
//!
//! - [`engine`]: a Docker engine of its own, so that restarting it disturbs nobody else.
//! - [`honest`] and [`hostile`]: the clients, over [`socket`].
//! - [`report`]: what was seen, and what it means.

mod engine;
mod honest;
mod hostile;
mod report;
mod socket;

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::build::{self, Profile};
use crate::docker;
use crate::e2e::build_images;
use crate::process::{heading, poll_until, root};
use crate::serving::Serving;

use engine::Engine;
use report::{Report, Sample};

/// The name of the server's containers.
const INSTANCE: &str = "soak";

/// The languages of the honest clients' programs.
const LANGUAGES: [&str; 3] = ["python", "javascript", "java"];

/// How long the server may take to listen, and to get ready again after a disturbance.
const READY_DEADLINE: Duration = Duration::from_mins(1);

/// How often the server is looked at.
const SAMPLE_EVERY: Duration = Duration::from_secs(2);

/// How long no container was added to the pool, once it is full: longer than any takes to be made.
const POOL_QUIET: Duration = Duration::from_secs(10);

/// How long everything may take to be idle again once the clients are gone.
const QUIET_DEADLINE: Duration = Duration::from_secs(45);

/// Options of `soak`.
#[derive(Args)]
pub(crate) struct Options {
    /// For how many minutes clients come.
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// How many clients at once; a third of them are hostile.
    #[arg(long, default_value_t = 9)]
    clients: u64,
}

/// What clients and the schedule share.
pub(crate) struct Shared {
    /// `host:port`, the same after the server was killed.
    address: String,
    /// No client begins anything more.
    over: AtomicBool,
    /// Odd while the engine or the server is being disturbed; a run within which it changes may end
    /// otherwise, in words.
    disturbance: AtomicU64,
    report: Mutex<Report>,
}

impl Shared {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn disturbance(&self) -> u64 {
        self.disturbance.load(Ordering::SeqCst)
    }

    /// Notes something in the report.
    fn note(&self, note: impl FnOnce(&mut Report)) {
        note(&mut self.report.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Does something that programs may not survive.
    fn disturb(&self, what: &str, disturb: impl FnOnce() -> Result<()>) -> Result<()> {
        heading(what);
        self.disturbance.fetch_add(1, Ordering::SeqCst);
        disturb()?;
        let ready = poll_until(READY_DEADLINE, || Ok(is_ready(&self.address)))?;
        self.disturbance.fetch_add(1, Ordering::SeqCst);
        ensure!(ready, "the server does not get ready again after: {what}");
        Ok(())
    }
}

/// Runs the soak and fails where anything is left or wrong.
pub(crate) fn soak(options: &Options) -> Result<()> {
    docker::ensure()?;
    build::build(Profile::Release)?;
    build_images(&Profile::Release.binary())?;
    let folder = root().join("target/soak");
    fs::create_dir_all(&folder)?;
    let mut engine = Engine::start(&folder.join("engine"))?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let shared = Arc::new(Shared {
        address: format!("127.0.0.1:{port}"),
        over: AtomicBool::new(false),
        disturbance: AtomicU64::new(0),
        report: Mutex::default(),
    });
    let server = Server { folder, host: engine.host(), address: shared.address.clone() };
    fs::write(server.log(), "")?;
    let mut serving = server.start()?;
    ensure!(poll_until(READY_DEADLINE, || Ok(is_ready(&shared.address)))?, "the server does not get ready");

    server.wait_for_pool()?;
    heading(&format!("{} clients for {} minutes", options.clients, options.minutes));
    let clients: Vec<_> = (0..options.clients)
        .map(|number| {
            let shared = Arc::clone(&shared);
            // A third of them.
            let client = if number % 3 == 2 { hostile::client } else { honest::client };
            thread::spawn(move || client(&shared, number))
        })
        .collect();
    let total = Duration::from_secs(options.minutes * 60);
    let begun = Instant::now();
    let until =
        |share: f64, serving: &Serving| watch(&shared, serving, &server, begun + total.mul_f64(share));
    until(0.15, &serving)?;
    shared.disturb("Docker is restarted", || engine.restart())?;
    until(0.25, &serving)?;
    shared.disturb("the server is killed", || {
        serving.kill()?;
        serving = server.start()?;
        Ok(())
    })?;
    shared.note(|report| report.samples.clear());
    until(0.4, &serving)?;
    shared.disturb("Docker is restarted again", || engine.restart())?;
    until(0.5, &serving)?;
    // What the first half filled, rings and pools, is full now.
    shared.note(|report| report.samples.clear());
    until(1.0, &serving)?;

    shared.over.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().ok().context("a client of the soak panicked")?;
    }
    heading("The clients are gone");
    let metrics = server.metrics()?;
    shared.note(|report| report.prepared = LANGUAGES.map(|language| prepared_share(&metrics, language)));
    let left = settle(&server, &engine, &serving)?;
    let status = serving.stop()?;
    ensure!(status.success(), "the server ended with {status}");
    let after = engine.containers(INSTANCE)? + server.sessions();
    engine.stop()?;
    let log = fs::read_to_string(server.log())?;
    let report = shared.report.lock().unwrap_or_else(PoisonError::into_inner);
    report.conclude(&left, after, log.matches("panicked at").count())
}

/// Looks at the server until then.
fn watch(shared: &Shared, serving: &Serving, server: &Server, until: Instant) -> Result<()> {
    while Instant::now() < until {
        let sample = Sample::of(serving.id()).with_context(|| format!("see {}", server.log().display()))?;
        shared.note(|report| report.samples.push(sample));
        thread::sleep(SAMPLE_EVERY.min(until.saturating_duration_since(Instant::now())));
    }
    Ok(())
}

/// What is still there once the clients have gone and the server had time to clean up.
pub(crate) struct Left {
    /// Runs that hold a permit or wait for one.
    pub(crate) runs: u64,
    /// Sockets that are open.
    pub(crate) sockets: u64,
    /// Containers that wait for no run.
    pub(crate) containers: u64,
    /// Directories of no container.
    pub(crate) directories: u64,
    /// Descriptors that the server has open.
    pub(crate) descriptors: u64,
}

fn settle(server: &Server, engine: &Engine, serving: &Serving) -> Result<Left> {
    let mut left = None;
    poll_until(QUIET_DEADLINE, || {
        thread::sleep(Duration::from_millis(500));
        let metrics = server.metrics()?;
        let pool = metric(&metrics, "madang_pool_waiting");
        let containers = engine.containers(INSTANCE)?;
        let now = Left {
            runs: metric(&metrics, "madang_runs_running") + metric(&metrics, "madang_runs_waiting"),
            sockets: metric(&metrics, "madang_connections"),
            containers: containers.saturating_sub(pool),
            directories: server.sessions().saturating_sub(containers),
            descriptors: Sample::of(serving.id())?.descriptors,
        };
        let quiet = now.runs + now.sockets + now.containers + now.directories == 0;
        left = Some(now);
        Ok(quiet)
    })?;
    left.context("the server was not looked at")
}

/// How the server under test is started.
struct Server {
    folder: PathBuf,
    host: String,
    address: String,
}

impl Server {
    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    fn start(&self) -> Result<Serving> {
        let log = File::options().append(true).open(self.log())?;
        let mut command = Command::new(Profile::Release.binary());
        command.arg("serve").stderr(log);
        for (name, value) in [
            ("LISTEN", self.address.as_str()),
            ("METRICS_LISTEN", &self.metrics_address()),
            ("DATA_DIR", &self.data().to_string_lossy()),
            ("DOCKER_HOST", &self.host),
            ("INSTANCE", INSTANCE),
            ("LOG", "warn"),
            // Those who vanish make room soon, so that more of them come in the time.
            ("GRACE_S", "5"),
            // Clients without a cookie are a new one each time; the address is this machine's.
            ("RUNS_PER_MINUTE_CLIENT", "1000"),
        ] {
            command.env(format!("MADANG_{name}"), value);
        }
        Serving::start(&mut command, READY_DEADLINE)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Waits until as many containers wait as the server keeps: attacks hit a server that has been up for a while.
    fn wait_for_pool(&self) -> Result<()> {
        let mut waiting = 0;
        let filled = poll_until(READY_DEADLINE, || {
            thread::sleep(POOL_QUIET);
            let before = std::mem::replace(&mut waiting, metric(&self.metrics()?, "madang_pool_waiting"));
            Ok(waiting > 0 && waiting == before)
        })?;
        ensure!(filled, "the server makes no containers ahead");
        Ok(())
    }

    /// The same port at another address of this machine.
    fn metrics_address(&self) -> String {
        self.address.replace("127.0.0.1", "127.0.0.2")
    }

    fn metrics(&self) -> Result<String> {
        let answer = crate::http::get(&self.metrics_address(), "/metrics")?;
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    }

    /// How many sessions have a directory.
    fn sessions(&self) -> u64 {
        let count = |folder: &Path| fs::read_dir(folder).map_or(0, Iterator::count);
        count(&self.data().join("sessions")) as u64
    }
}

/// A metric's value; 0 where it was never set.
fn metric(metrics: &str, name: &str) -> u64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    // Counts, which Prometheus' format writes without a fraction.
    line.and_then(|value| value.trim().parse().ok()).unwrap_or_default()
}

/// Which share of a language's runs found a container that waited, in percent, since the server's start.
fn prepared_share(metrics: &str, language: &str) -> f64 {
    let count = |boot: &str| {
        metric(metrics, &format!("madang_starts_total{{language=\"{language}\",boot=\"{boot}\"}}"))
    };
    let (prepared, cold) = (count("prepared"), count("cold"));
    100.0 * prepared as f64 / (prepared + cold).max(1) as f64
}

fn is_ready(address: &str) -> bool {
    crate::http::get(address, "/readyz").is_ok_and(|answer| answer.status == 200)
}
