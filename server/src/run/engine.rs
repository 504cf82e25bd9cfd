//! Watches the engine: whether it answers, whether its images are there, and what nobody owns.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tracing::{error, info, warn};

use crate::runners::Runners;
use crate::sandbox::{Sandbox, SandboxError};
use crate::telemetry;

/// How often an engine that answers is asked.
const ASK_EVERY: Duration = Duration::from_secs(2);

/// How often an engine that does not answer is asked.
const RETRY_EVERY: Duration = Duration::from_millis(500);

/// How often things without an owner are looked for.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// How often while it is known that there are some: what an engine did not remove in time it may remove now.
const SWEEP_LEFT_EVERY: Duration = Duration::from_secs(5);

/// Prepares an engine for runs: makes the images that are missing and asks them for their versions.
#[async_trait]
pub trait Prepare: Send + Sync {
    /// Returns the runners with their versions, ready to be run.
    ///
    /// # Errors
    /// In words for the operator.
    async fn prepare(&self) -> anyhow::Result<Arc<Runners>>;
}

/// Keeps `up` and `runners` true for as long as the server runs. Never returns.
///
/// An engine that comes (back) is swept and prepared before it counts as up, so that what an earlier
/// server left behind is gone before the first run.
pub async fn watch_engine(
    sandbox: Arc<dyn Sandbox>,
    prepare: Arc<dyn Prepare>,
    up: watch::Sender<bool>,
    runners: watch::Sender<Arc<Runners>>,
) {
    let mut told_down = false;
    let mut told_unprepared = String::new();
    let mut swept = Instant::now();
    loop {
        let answers = match sandbox.ping().await {
            Ok(()) => true,
            Err(error) => {
                if !told_down {
                    told_down = true;
                    warn!(
                        error = &error as &dyn std::error::Error,
                        "Docker does not answer: nothing can be run until it does"
                    );
                }
                false
            }
        };
        let was_up = *up.borrow();
        if answers && !was_up {
            sweep(&*sandbox).await;
            swept = Instant::now();
            match prepare.prepare().await {
                Ok(prepared) => {
                    runners.send_replace(prepared);
                    up.send_replace(true);
                    telemetry::engine(true);
                    info!("Docker answers: programs can be run");
                    told_down = false;
                    told_unprepared.clear();
                }
                Err(error) => {
                    // It is tried again and again; only another reason is news.
                    let reason = format!("{error:#}");
                    if reason != told_unprepared {
                        error!("Docker answers, but nothing can be run yet: {reason}");
                        told_unprepared = reason;
                    }
                }
            }
        } else if !answers && was_up {
            up.send_replace(false);
            telemetry::engine(false);
        } else if answers
            && swept.elapsed() >= if sandbox.has_left() { SWEEP_LEFT_EVERY } else { SWEEP_EVERY }
        {
            sweep(&*sandbox).await;
            swept = Instant::now();
        }
        sleep(if *up.borrow() { ASK_EVERY } else { RETRY_EVERY }).await;
    }
}

async fn sweep(sandbox: &dyn Sandbox) {
    match sandbox.sweep().await {
        Ok(count) => {
            telemetry::unowned(count);
            if count > 0 {
                warn!(count, "the sweep removed containers or directories that nobody owned");
            }
        }
        Err(SandboxError::Unavailable(_)) => {}
        Err(error) => warn!(error = &error as &dyn std::error::Error, "the sweep failed"),
    }
}

#[cfg(test)]
mod tests {
    use protocol::SessionId;

    use super::*;
    use crate::config::RunnerCaps;
    use crate::sandbox::Boot;
    use crate::sandbox::fake::{FakeSandbox, runner};

    struct Prepared(Arc<Runners>);

    #[async_trait]
    impl Prepare for Prepared {
        async fn prepare(&self) -> anyhow::Result<Arc<Runners>> {
            Ok(Arc::clone(&self.0))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn row_40_what_could_not_be_removed_is_swept_in_seconds() {
        let sandbox = Arc::new(FakeSandbox::new());
        let runners = Arc::new(Runners::load(None, &RunnerCaps::default()).unwrap());
        let (up, mut is_up) = watch::channel(false);
        let prepare = Arc::new(Prepared(Arc::clone(&runners)));
        let watching = tokio::spawn(watch_engine(sandbox.clone(), prepare, up, watch::channel(runners).0));
        is_up.wait_for(|up| *up).await.unwrap();

        sandbox.fail_next_removal(SandboxError::Deadline { doing: "remove the container" });
        let slot = sandbox.create(SessionId::new(), &runner("python"), Boot::Cold).await.unwrap();
        assert!(slot.remove().await.is_err());
        assert_eq!(sandbox.stranded(), 1);
        sleep(SWEEP_LEFT_EVERY + ASK_EVERY).await;
        assert_eq!(sandbox.stranded(), 0);
        watching.abort();
    }
}
