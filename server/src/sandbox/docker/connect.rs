//! The connection to the engine: deadlines for every call, and its errors in words.

use std::future::Future;
use std::time::Duration;

use bollard::Docker;
use bollard::errors::Error;
use bollard::models::SystemInfo;

use crate::sandbox::SandboxError;

/// How long the engine may take to say that it is there.
pub(super) const PING_DEADLINE: Duration = Duration::from_secs(5);

/// How long the engine may take to answer a question.
pub(super) const QUERY_DEADLINE: Duration = Duration::from_secs(10);

/// How long the engine may take to make a container.
pub(super) const CREATE_DEADLINE: Duration = Duration::from_secs(30);

/// How long the engine may take to start a container. Many at once slow it sharply.
pub(super) const START_DEADLINE: Duration = Duration::from_secs(30);

/// How long a launcher may take to say that it is ready once its container has started.
pub(super) const READY_DEADLINE: Duration = Duration::from_secs(15);

/// How long the processes that a launcher boots ahead may take to get to their gates.
pub(super) const PREPARED_DEADLINE: Duration = Duration::from_secs(30);

/// How long the engine may take to remove a container.
pub(super) const REMOVE_DEADLINE: Duration = Duration::from_secs(20);

/// The engine's own client gives up a request after this; every call here has a shorter deadline,
/// but for images, which take what they take.
const CLIENT_TIMEOUT: Duration = Duration::from_mins(15);

/// A connection whose API version both sides know.
#[derive(Clone, Debug)]
pub struct Connection {
    pub(super) docker: Docker,
    pub(super) info: SystemInfo,
}

/// Connects to the engine at `host` (`unix:///…` or `tcp://…`), or at Docker's own socket, and agrees
/// on the version of its API.
///
/// # Errors
/// Where nobody answers there.
pub async fn connect(host: Option<&str>) -> Result<Connection, SandboxError> {
    let docker = match host {
        Some(host) => Docker::connect_with_host(host),
        None => Docker::connect_with_unix_defaults(),
    };
    let docker = docker.map_err(|error| failure("connect", error))?.with_timeout(CLIENT_TIMEOUT);
    let docker = call("answer", PING_DEADLINE, docker.negotiate_version()).await?;
    let info = describe(&docker).await?;
    Ok(Connection { docker, info })
}

/// What the engine says of itself and its host now.
pub(super) async fn describe(docker: &Docker) -> Result<SystemInfo, SandboxError> {
    call("describe itself", QUERY_DEADLINE, docker.info()).await
}

/// One request with its deadline.
pub(super) async fn call<T>(
    doing: &'static str,
    deadline: Duration,
    request: impl Future<Output = Result<T, Error>>,
) -> Result<T, SandboxError> {
    match tokio::time::timeout(deadline, request).await {
        Ok(answer) => answer.map_err(|error| failure(doing, error)),
        Err(_) => Err(SandboxError::Deadline { doing }),
    }
}

/// An error of the engine or of the way to it.
pub(super) fn failure(doing: &'static str, error: Error) -> SandboxError {
    match error {
        Error::RequestTimeoutError => SandboxError::Deadline { doing },
        Error::SocketNotFoundError(_)
        | Error::IOError { .. }
        | Error::HyperResponseError { .. }
        | Error::HyperLegacyError { .. } => SandboxError::Unavailable(error.into()),
        error => SandboxError::Engine { doing, source: error.into() },
    }
}

/// The HTTP status of the engine's refusal.
pub(super) fn status(error: &Error) -> Option<u16> {
    match error {
        Error::DockerResponseServerError { status_code, .. } => Some(*status_code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_absent_engine_is_unavailable() {
        let socket = connect(Some("unix:///nonexistent/docker.sock")).await.unwrap_err();
        assert!(matches!(socket, SandboxError::Unavailable(_)), "{socket:?}");
        let port = connect(Some("tcp://127.0.0.1:1")).await.unwrap_err();
        assert!(matches!(port, SandboxError::Unavailable(_)), "{port:?}");
    }

    #[tokio::test]
    async fn a_silent_engine_is_given_up_at_the_deadline() {
        let silence = std::future::pending::<Result<(), Error>>();
        let error = call("answer", Duration::from_millis(5), silence).await.unwrap_err();
        assert_eq!(error.to_string(), "Docker did not answer in time");
    }
}
