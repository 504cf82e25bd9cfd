//! Who owns a container, its directory and its uids; and their removal.

use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use bollard::Docker;
use bollard::errors::Error;
use bollard::query_parameters::{RemoveContainerOptions, StatsOptions, WaitContainerOptions};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use protocol::SessionId;
use tracing::{debug, warn};

use super::Engine;
use super::attach::Pumps;
use super::connect::{QUERY_DEADLINE, REMOVE_DEADLINE, call, failure, status};
use super::cpu_share::{self, CpuShare};
use super::directory::Directory;
use super::options::Place;
use super::owners::Claim;
use crate::sandbox::{PlainFile, SandboxError, SlotHandle};

/// The owner. Dropping it removes what it owns, in the background.
pub(super) struct DockerSlot {
    /// `None` once removed.
    owned: Option<Owned>,
    name: String,
}

struct Owned {
    engine: Arc<Engine>,
    claim: Claim,
    name: String,
    directory: Arc<Directory>,
    container: Container,
    pumps: Option<Pumps>,
}

/// Whether there may be a container.
#[derive(Clone, PartialEq, Eq)]
enum Container {
    NotAskedFor,
    Expected,
    Made { id: String, share: CpuShare },
}

impl DockerSlot {
    pub(super) fn new(engine: &Arc<Engine>, claim: Claim) -> Self {
        let session = claim.session().to_string();
        let name = format!("madang-{session}");
        let owned = Owned {
            engine: engine.clone(),
            claim,
            name: name.clone(),
            directory: Arc::new(engine.sessions.directory(&session)),
            container: Container::NotAskedFor,
            pumps: None,
        };
        Self { owned: Some(owned), name }
    }

    /// The container's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn place(&self) -> Place<'_> {
        let owned = self.owned.as_ref().expect("a slot that is being made has not been removed");
        Place { session: owned.claim.session(), directory: owned.directory.path(), uids: owned.claim.uids() }
    }

    pub(super) async fn make_directory(&self) -> Result<(), SandboxError> {
        self.directory()?.make().await.map_err(SandboxError::Files)
    }

    /// From here on a container may exist, whatever the engine answers.
    pub(super) fn expect_container(&mut self) {
        if let Some(owned) = &mut self.owned {
            owned.container = Container::Expected;
        }
    }

    /// There is one.
    pub(super) fn made(&mut self, id: String, share: CpuShare) {
        if let Some(owned) = &mut self.owned {
            owned.container = Container::Made { id, share };
        }
    }

    pub(super) fn set_pumps(&mut self, pumps: Pumps) {
        if let Some(owned) = &mut self.owned {
            owned.pumps = Some(pumps);
        }
    }

    fn directory(&self) -> Result<Arc<Directory>, SandboxError> {
        Ok(self.owned()?.directory.clone())
    }

    fn owned(&self) -> Result<&Owned, SandboxError> {
        let removed =
            || SandboxError::Engine { doing: "use a container", source: "it has been removed".into() };
        self.owned.as_ref().ok_or_else(removed)
    }
}

#[async_trait]
impl SlotHandle for DockerSlot {
    async fn install(&mut self, session: SessionId, files: Vec<PlainFile>) -> Result<(), SandboxError> {
        let name = session.to_string();
        // Before it is renamed, so that no sweep takes it for nobody's.
        let owned = self.owned()?;
        owned.claim.own_directory(&name);
        if let Container::Made { id, share: CpuShare::Boot } = &owned.container {
            set_share(&owned.engine, id, CpuShare::Whole).await;
        }
        self.directory()?.install(&name, files).await.map_err(SandboxError::Files)
    }

    fn cpu_us(&self) -> BoxFuture<'static, Result<u64, SandboxError>> {
        let engine = self.owned.as_ref().map(|owned| Arc::clone(&owned.engine));
        let name = self.name.clone();
        Box::pin(async move {
            let nothing =
                || SandboxError::Engine { doing: "tell the CPU time", source: "it said nothing".into() };
            let engine = engine.ok_or_else(nothing)?;
            let options = StatsOptions { stream: false, one_shot: true };
            let mut stats = Box::pin(engine.docker.stats(&name, Some(options)));
            let answer = async { stats.next().await.transpose() };
            let answer = call("tell the CPU time", QUERY_DEADLINE, answer).await?.ok_or_else(nothing)?;
            let usage = answer.cpu_stats.and_then(|stats| stats.cpu_usage);
            usage.and_then(|usage| usage.total_usage).map(|ns| ns / 1000).ok_or_else(nothing)
        })
    }

    fn make_way(&self) {
        let Some(Owned { engine, container: Container::Made { id, .. }, .. }) = &self.owned else { return };
        let (engine, id) = (Arc::clone(engine), id.clone());
        // Nobody waits for it: the deadline ends it, and a container that has gone is not found.
        engine.background.clone().spawn(async move { set_share(&engine, &id, CpuShare::Low).await });
    }

    async fn remove(&mut self) -> Result<(), SandboxError> {
        let Some(owned) = self.owned.take() else { return Ok(()) };
        // In a task of its own: a caller that gives up must not stop it half-way.
        let background = owned.engine.background.clone();
        let removal = background.spawn(owned.remove());
        removal
            .await
            .map_err(|error| SandboxError::Engine { doing: "remove the container", source: error.into() })?
    }
}

impl Drop for DockerSlot {
    fn drop(&mut self) {
        let Some(owned) = self.owned.take() else { return };
        let background = owned.engine.background.clone();
        background.spawn(async move {
            let name = owned.name.clone();
            if let Err(error) = owned.remove().await {
                let error = &error as &dyn std::error::Error;
                warn!(error, name, "a container is left to the sweep");
            }
        });
    }
}

/// Where that fails the container is slower or quicker than it should be, or has ended meanwhile.
async fn set_share(engine: &Engine, id: &str, share: CpuShare) {
    if let Err(error) = cpu_share::set(engine, id, share).await {
        let error = &error as &dyn std::error::Error;
        debug!(error, id, "a container keeps its share of the CPU");
    }
}

impl Owned {
    async fn remove(self) -> Result<(), SandboxError> {
        // First: with an attach that nobody reads, the engine's kill hangs.
        if let Some(pumps) = self.pumps {
            pumps.close().await;
        }
        let removed = match self.container {
            Container::NotAskedFor => Ok(()),
            Container::Expected | Container::Made { .. } => {
                remove_container(&self.engine.docker, &self.name).await.map(drop)
            }
        };
        let removed = match removed {
            Ok(()) => self.directory.remove().await.map_err(SandboxError::Files),
            failed => failed,
        };
        if removed.is_err() {
            self.claim.leave_to_sweep();
        }
        removed
    }
}

/// What a removal found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A container, which is gone now.
    Container,
    /// Nothing, or a container that was going already.
    Nothing,
}

/// Removes a container, running or not, and returns when it is gone.
pub(super) async fn remove_container(docker: &Docker, name: &str) -> Result<Found, SandboxError> {
    let doing = "remove the container";
    let options = RemoveContainerOptions { force: true, v: true, link: false };
    within(doing, async {
        let mut removed = docker.remove_container(name, Some(options.clone())).await;
        if removed.as_ref().is_err_and(ended_meanwhile) {
            removed = docker.remove_container(name, Some(options)).await;
        }
        match removed {
            Ok(()) => return Ok(Found::Container),
            Err(error) if status(&error) == Some(404) => return Ok(Found::Nothing),
            Err(error) if status(&error) == Some(409) => {}
            Err(error) => return Err(failure(doing, error)),
        }
        // It ended by itself and is being removed: the engine tells when it is gone, or that it is.
        let options = WaitContainerOptions { condition: "removed".to_owned() };
        let mut gone = Box::pin(docker.wait_container(name, Some(options)));
        while gone.next().await.is_some_and(|answer| answer.is_ok()) {}
        Ok(Found::Nothing)
    })
    .await
}

/// Whether the engine found the container running, and ended when it came to kill it. The next time it knows.
fn ended_meanwhile(error: &Error) -> bool {
    matches!(error, Error::DockerResponseServerError { status_code: 500, message } if message.ends_with("is not running"))
}

async fn within<T>(
    doing: &'static str,
    work: impl Future<Output = Result<T, SandboxError>>,
) -> Result<T, SandboxError> {
    tokio::time::timeout(REMOVE_DEADLINE, work).await.unwrap_or(Err(SandboxError::Deadline { doing }))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::UnixListener;

    use super::*;

    #[tokio::test]
    async fn a_container_that_ends_while_the_engine_kills_it_is_removed_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("docker.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let message =
            r#"{"message":"Could not kill running container x, cannot remove - Container x is not running"}"#;
        let head = "Connection: close\r\nContent-Length";
        let length = message.len();
        let answers = [
            format!("HTTP/1.1 500 Internal Server Error\r\n{head}: {length}\r\n\r\n{message}"),
            format!("HTTP/1.1 200 OK\r\n{head}: 0\r\n\r\n"),
        ];
        let engine = tokio::spawn(async move {
            for answer in answers {
                let (mut client, _) = listener.accept().await.unwrap();
                let mut request = [0; 4096];
                assert!(client.read(&mut request).await.unwrap() > 0);
                assert!(request.starts_with(b"DELETE "));
                client.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        let docker = Docker::connect_with_host(&format!("unix://{}", path.display())).unwrap();
        assert_eq!(remove_container(&docker, "x").await.unwrap(), Found::Container);
        engine.await.unwrap();
    }
}
