//! The sandbox on Docker, through bollard. The only place that knows it.
//!
//! - [`connect`]: the connection, deadlines, errors in words;
//! - `create`: a container from nothing to ready;
//! - `options`, `seccomp`: what a container may do, as data;
//! - `attach`: the streams of a container as messages;
//! - `slot`: who owns container, directory and uids, and their removal;
//! - `owners`, `directory`, `cgroup_parent`: the things owned;
//! - `cpu_share`: who goes first where the CPUs do not suffice;
//! - `sweep`: what nobody owns any more;
//! - [`late`]: an engine that may not be there yet, and `limits`, whether it can be trusted with programs;
//! - [`images`]: building, saving and loading what containers are made from.

mod attach;
mod cgroup_parent;
pub mod connect;
mod cpu_share;
mod create;
mod directory;
pub mod images;
pub mod late;
mod limits;
mod options;
mod owners;
mod slot;
mod sweep;

use std::fs::File;
use std::sync::Arc;

use async_trait::async_trait;
use bollard::Docker;
use protocol::SessionId;

use super::{Boot, Sandbox, SandboxError, Slot};
use crate::config::EngineConfig;
use crate::runners::Runner;
use cgroup_parent::CgroupParent;
use connect::{Connection, PING_DEADLINE, call};
use directory::Sessions;
use owners::Owners;

/// The label with the name of the server that a container belongs to.
pub const LABEL_INSTANCE: &str = "madang.instance";

/// The label with the session that a container was made for.
pub const LABEL_SESSION: &str = "madang.session";

/// Containers on a Docker engine. Clones are the same sandbox.
#[derive(Clone)]
pub struct DockerSandbox {
    engine: Arc<Engine>,
}

/// What all containers of one server share.
struct Engine {
    docker: Docker,
    instance: String,
    runtime: Option<String>,
    time_zone: String,
    cgroup_parent: CgroupParent,
    sessions: Sessions,
    owners: Owners,
    /// Removals go on here when their owner has been dropped.
    background: tokio::runtime::Handle,
    /// Keeps a second server off the data directory.
    _lock: File,
}

impl DockerSandbox {
    /// Takes the data directory into use and caps what the containers may use together.
    ///
    /// # Errors
    /// Where the data directory cannot be written, or another server uses it.
    pub async fn new(connection: &Connection, config: &EngineConfig) -> Result<Self, SandboxError> {
        let (sessions, lock) = Sessions::open(&config.data_dir).await.map_err(SandboxError::Files)?;
        let instance = config.instance.0.clone().unwrap_or_else(|| sessions.instance());
        let cgroup_parent = cgroup_parent::prepare(&connection.info, config, &instance).await;
        Ok(Self {
            engine: Arc::new(Engine {
                docker: connection.docker.clone(),
                runtime: config.runtime.0.clone(),
                time_zone: config.time_zone.clone(),
                owners: Owners::new(config.uid_first, config.uid_count),
                background: tokio::runtime::Handle::current(),
                instance,
                cgroup_parent,
                sessions,
                _lock: lock,
            }),
        })
    }

    /// The name of this server, as its containers carry it.
    pub fn instance(&self) -> &str {
        &self.engine.instance
    }

    /// The cgroup that all containers lie under, as the engine is told.
    pub fn cgroup_parent(&self) -> &str {
        &self.engine.cgroup_parent.name
    }
}

#[async_trait]
impl Sandbox for DockerSandbox {
    async fn create(&self, name: SessionId, runner: &Arc<Runner>, boot: Boot) -> Result<Slot, SandboxError> {
        create::create(&self.engine, name, runner, boot).await
    }

    async fn ping(&self) -> Result<(), SandboxError> {
        call("answer", PING_DEADLINE, self.engine.docker.ping()).await?;
        Ok(())
    }

    async fn sweep(&self) -> Result<usize, SandboxError> {
        sweep::sweep(&self.engine).await
    }

    fn has_left(&self) -> bool {
        !self.engine.owners.left().is_empty()
    }

    fn memory_max(&self) -> Option<u64> {
        Some(self.engine.cgroup_parent.memory_bytes)
    }
}
