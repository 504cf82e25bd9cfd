//! Logs and metrics: every metric's name and help in one place.

use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use protocol::RunState;
use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, TelemetryConfig};
use crate::sandbox::Boot;

const RUNS_ENDED: &str = "madang_runs_ended_total";
const RUNS_RUNNING: &str = "madang_runs_running";
const RUNS_WAITING: &str = "madang_runs_waiting";
const STARTS: &str = "madang_starts_total";
const POOL_WAITING: &str = "madang_pool_waiting";
const CONNECTIONS: &str = "madang_connections";
const ENGINE_UP: &str = "madang_engine_up";
const UNOWNED: &str = "madang_unowned";

/// Starts writing log lines to standard error.
pub fn init_logs(config: &TelemetryConfig) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|error| {
        eprintln!("the log filter {:?} is wrong ({error}); \"info\" is used", config.log);
        EnvFilter::new("info")
    });
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
}

/// Starts collecting metrics. The handle renders them.
///
/// # Errors
/// Where the process collects metrics already.
pub fn init_metrics() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().install_recorder()?;
    describe_counter!(RUNS_ENDED, Unit::Count, "Runs that have ended, by language and state");
    describe_gauge!(RUNS_RUNNING, Unit::Count, "Runs that hold a permit");
    describe_gauge!(RUNS_WAITING, Unit::Count, "Runs that wait for a permit");
    describe_counter!(STARTS, Unit::Count, "Containers given to runs, by language and whether they waited");
    describe_gauge!(POOL_WAITING, Unit::Count, "Containers that wait for a run");
    describe_gauge!(CONNECTIONS, Unit::Count, "Open WebSockets");
    describe_gauge!(ENGINE_UP, "Whether Docker answers: 1 or 0");
    describe_gauge!(
        UNOWNED,
        Unit::Count,
        "Containers and directories that the last sweep found without an owner; has to be 0"
    );
    Ok(handle)
}

/// A run has ended.
pub fn run_ended(state: &RunState, language: &str) {
    counter!(RUNS_ENDED, "language" => language.to_owned(), "state" => state.name()).increment(1);
}

/// How many runs hold a permit, and how many wait.
pub fn queue(running: usize, waiting: usize) {
    gauge!(RUNS_RUNNING).set(running as f64);
    gauge!(RUNS_WAITING).set(waiting as f64);
}

/// A run was given a container.
pub fn start(language: &str, boot: Boot) {
    let boot = match boot {
        Boot::Cold => "cold",
        Boot::Prepared => "prepared",
    };
    counter!(STARTS, "language" => language.to_owned(), "boot" => boot).increment(1);
}

/// How many containers wait for a run.
pub fn pool(waiting: usize) {
    gauge!(POOL_WAITING).set(waiting as f64);
}

/// A WebSocket was opened; it counts until the value is dropped.
#[must_use]
pub fn connection_opened() -> ConnectionGauge {
    gauge!(CONNECTIONS).increment(1.0);
    ConnectionGauge
}

/// Counts one open WebSocket.
pub struct ConnectionGauge;

impl Drop for ConnectionGauge {
    fn drop(&mut self) {
        gauge!(CONNECTIONS).decrement(1.0);
    }
}

/// Whether Docker answers.
pub fn engine(up: bool) {
    gauge!(ENGINE_UP).set(f64::from(u8::from(up)));
}

/// What the last sweep found without an owner.
pub fn unowned(count: usize) {
    gauge!(UNOWNED).set(count as f64);
}
