//! `madang serve`: puts everything together, top down, and waits for its end.

use std::io::Write as _;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::Context as _;
use protocol::{INPUT_WINDOW_BYTES, Limits, OUTPUT_WINDOW_BYTES};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing::{error, info, warn};

use crate::config::Config;
use crate::http::client::Clients;
use crate::http::listen;
use crate::http::router::{self, App};
use crate::run::engine::watch_engine;
use crate::run::memory::{self, Wanted};
use crate::run::pool::Pool;
use crate::run::queue::{Queue, QueueLimits};
use crate::run::service::{Bounds, Grace, PerMinute, RunService};
use crate::sandbox::docker::late::LateDocker;
use crate::sandbox::{Sandbox, SandboxError};
use crate::telemetry;

/// How long open connections may take to close once every run has ended.
const CLOSE_DEADLINE: Duration = Duration::from_secs(3);

/// How long the last containers may take to be removed.
const REMOVE_DEADLINE: Duration = Duration::from_secs(30);

pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    telemetry::init_logs(&config.telemetry);
    let metrics = telemetry::init_metrics().context("metrics cannot be collected")?;
    let clients = Clients::open(&config.engine.data_dir).with_context(|| {
        let directory = config.engine.data_dir.display();
        format!("the data directory {directory} cannot be used; MADANG_DATA_DIR names another")
    })?;
    let docker = Arc::new(LateDocker::new(config.engine.clone(), config.caps.clone()));
    let (runners, runners_known) = watch::channel(Arc::new(docker.runners()?));
    // What is wrong with this server's own directory is said now; an engine that is away may come.
    if let Err(error @ SandboxError::Files(_)) = docker.ping().await {
        return Err(error).context(format!("the data directory {}", config.engine.data_dir.display()));
    }
    let (up, engine_up) = watch::channel(false);
    let wanted = wanted(&config);
    let queue = Queue::new(QueueLimits {
        running_max: wanted.running_max(),
        waiting_max: config.queue.queue_max,
        per_address_max: *config.queue.per_address_max,
    });
    let pool = Pool::new(docker.clone(), config.pool.warm_max);
    let filling = tokio::spawn(Arc::clone(&pool).keep_filled(runners_known.clone(), engine_up.clone()));
    tokio::spawn(memory::fit(
        docker.clone(),
        runners_known.clone(),
        engine_up.clone(),
        queue.clone(),
        wanted,
    ));
    let service = RunService::new(Arc::clone(&pool), runners_known, queue, bounds(&config), engine_up);

    raise_descriptor_limit();
    let listener = TcpListener::bind(config.http.listen)
        .await
        .with_context(|| format!("cannot listen at {}", config.http.listen))?;
    let address = listener.local_addr()?;
    if let Some(listen) = *config.telemetry.metrics_listen {
        let listener =
            TcpListener::bind(listen).await.with_context(|| format!("cannot listen at {listen}"))?;
        tokio::spawn(router::serve_metrics(listener, metrics, Arc::clone(&service)));
    }
    let engine = tokio::spawn(watch_engine(docker.clone(), docker.clone(), up, runners));
    let app = App::new(&config, Arc::clone(&service), clients)?;
    let connections = listen::Bounds::new(&config.http);
    // Written at once, also to a pipe: whoever started the server waits for it.
    let mut stdout = std::io::stdout();
    writeln!(stdout, "Madang listens on http://{address}")?;
    stdout.flush()?;

    let (stop, stopped) = watch::channel(false);
    let server = tokio::spawn(router::serve(listener, app, connections, async move {
        let mut stopped = stopped;
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }));
    stop_signal().await?;
    info!("asked to stop: waiting for the programs that run");
    let drained = async {
        // A container that is being made is finished, so that it can be removed.
        let ((), filled, ()) =
            tokio::join!(pool.close(), filling, service.drain(Duration::from_secs(config.http.drain_s)));
        filled
    };
    let deadline = Duration::from_secs(config.http.drain_s) + REMOVE_DEADLINE;
    let drained = tokio::time::timeout(deadline, drained).await;
    engine.abort();
    // It has ended for good now, so that it makes no more containers.
    let _ = engine.await;
    let settled = tokio::time::timeout(REMOVE_DEADLINE, docker.settle()).await;
    if drained.is_err() || settled.is_err() {
        error!("some containers could not be removed in time; the next start sweeps them");
    }
    stop.send_replace(true);
    // A page that stays connected does not keep the server from ending.
    let _ = tokio::time::timeout(CLOSE_DEADLINE, server).await;
    Ok(())
}

/// Takes as many descriptors as the system allows: each connection and each container holds one, and the
/// usual soft limit of 1,024 is for programs that use `select`.
fn raise_descriptor_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        warn!(%error, "the limit of open descriptors cannot be raised");
    }
}

fn wanted(config: &Config) -> Wanted {
    Wanted { running_max: *config.queue.max_running, cores: available_parallelism().map_or(1, NonZero::get) }
}

fn bounds(config: &Config) -> Bounds {
    let Config { run: config, queue, .. } = config;
    Bounds {
        limits: Limits {
            files_max: config.files_max,
            source_bytes_max: config.source_bytes_max,
            output_bytes_max: config.output_bytes_max,
            output_window_bytes: OUTPUT_WINDOW_BYTES,
            input_window_bytes: INPUT_WINDOW_BYTES,
        },
        grace: Grace {
            visible: Duration::from_secs(config.grace_s),
            hidden: Duration::from_secs(config.grace_hidden_s),
        },
        idle_warning_before: Duration::from_secs(config.idle_warning_s),
        per_minute: PerMinute {
            client: queue.runs_per_minute_client,
            address: queue.runs_per_minute_address,
        },
    }
}

/// Waits for the signal that ends a service, or for Ctrl-C.
async fn stop_signal() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
