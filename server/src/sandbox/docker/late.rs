//! An engine that may not be there yet: the server starts without it and takes it up when it comes.

use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use protocol::SessionId;
use tokio::sync::OnceCell;
use tokio_util::task::TaskTracker;
use tracing::info;

use super::DockerSandbox;
use super::connect::{Connection, connect, describe};
use super::images::Images;
use super::limits;
use crate::config::{EngineConfig, RunnerCaps};
use crate::run::engine::Prepare;
use crate::runners::{Runner, Runners};
use crate::sandbox::{Boot, Sandbox, SandboxError, Slot};

/// Docker, connected to at the first answer.
pub struct LateDocker {
    config: EngineConfig,
    caps: RunnerCaps,
    connected: OnceCell<Connected>,
    /// Each task owns a container that tells a version.
    asking: TaskTracker,
}

struct Connected {
    connection: Connection,
    sandbox: DockerSandbox,
}

impl LateDocker {
    /// Docker as configured; nothing is asked of it yet.
    pub fn new(config: EngineConfig, caps: RunnerCaps) -> Self {
        Self { config, caps, connected: OnceCell::new(), asking: TaskTracker::new() }
    }

    /// The runners of the binary and of the operator's directory.
    ///
    /// # Errors
    /// Where a definition is wrong.
    pub fn runners(&self) -> anyhow::Result<Runners> {
        Ok(Runners::load(self.config.runners_dir.as_deref(), &self.caps)?)
    }

    /// Returns once the containers are gone that told versions. Nothing may prepare runners any more.
    pub async fn settle(&self) {
        self.asking.close();
        self.asking.wait().await;
    }

    /// The connection and what hangs on it, made now if it was not before.
    async fn connected(&self) -> Result<&Connected, SandboxError> {
        self.connected
            .get_or_try_init(|| async {
                let connection = connect(self.config.docker_host.as_deref()).await?;
                let sandbox = DockerSandbox::new(&connection, &self.config).await?;
                info!(
                    instance = sandbox.instance(),
                    cgroup_parent = sandbox.cgroup_parent(),
                    "connected to Docker"
                );
                Ok(Connected { connection, sandbox })
            })
            .await
    }
}

#[async_trait]
impl Sandbox for LateDocker {
    async fn create(&self, name: SessionId, runner: &Arc<Runner>, boot: Boot) -> Result<Slot, SandboxError> {
        self.connected().await?.sandbox.create(name, runner, boot).await
    }

    async fn ping(&self) -> Result<(), SandboxError> {
        self.connected().await?.sandbox.ping().await
    }

    async fn sweep(&self) -> Result<usize, SandboxError> {
        self.connected().await?.sandbox.sweep().await
    }

    fn has_left(&self) -> bool {
        self.connected.get().is_some_and(|connected| connected.sandbox.has_left())
    }

    fn memory_max(&self) -> Option<u64> {
        self.connected.get()?.sandbox.memory_max()
    }
}

/// Makes a container and removes it: a runtime that is missing, or cannot do what containers need, is
/// found before anybody's program is.
async fn self_test(sandbox: &DockerSandbox, runners: &Runners) -> Result<(), SandboxError> {
    let Some(definition) = runners.definitions.first() else { return Ok(()) };
    let slot = sandbox.create(SessionId::new(), &definition.runner, Boot::Cold).await?;
    slot.remove().await
}

#[async_trait]
impl Prepare for LateDocker {
    async fn prepare(&self) -> anyhow::Result<Arc<Runners>> {
        let connected = self.connected().await?;
        // Asked each time: it may be another one since.
        limits::check(&describe(&connected.connection.docker).await?)?;
        let mut runners = self.runners()?;
        let images = Images::new(&connected.connection, &self.config.build_network)
            .for_server(connected.sandbox.instance(), &self.asking);
        images.ensure(&mut runners, &|line| eprintln!("{line}")).await?;
        if let Some(runtime) = self.config.runtime.as_deref() {
            self_test(&connected.sandbox, &runners)
                .await
                .with_context(|| format!("the runtime `{runtime}` cannot run programs"))?;
        }
        Ok(Arc::new(runners))
    }
}
