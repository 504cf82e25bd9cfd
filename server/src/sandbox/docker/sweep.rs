//! What carries this server's label, or lies among its directories, and belongs to nobody: what an
//! earlier server left, and what could not be removed.

use std::collections::HashSet;

use bollard::query_parameters::ListContainersOptions;
use tracing::{info, warn};

use super::connect::{QUERY_DEADLINE, call};
use super::slot::{Found, remove_container};
use super::{Engine, LABEL_INSTANCE, LABEL_SESSION};
use crate::sandbox::SandboxError;

/// Removes it, and returns how many things it found.
pub(super) async fn sweep(engine: &Engine) -> Result<usize, SandboxError> {
    let left = engine.owners.left();
    // Asked before and after listing: what was owned at either time is not lost but on its way.
    let mut owned = engine.owners.owned();
    let containers = containers(engine).await?;
    let directories = engine.sessions.names().await.map_err(SandboxError::Files)?;
    owned.extend(engine.owners.owned());
    let mut found = 0;
    let mut kept = HashSet::new();
    for container in containers.into_iter().filter(|it| !owned.contains(&it.session)) {
        match remove_container(&engine.docker, &container.id).await {
            Ok(Found::Container) => {
                info!(session = container.session, "swept a container");
                found += 1;
            }
            Ok(Found::Nothing) => {}
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                warn!(error, session = container.session, "a container cannot be swept");
                kept.insert(container.session);
            }
        }
    }
    owned.extend(kept.iter().cloned());
    for name in directories.into_iter().filter(|name| !owned.contains(name)) {
        match engine.sessions.directory(&name).remove().await {
            Ok(()) => {
                info!(session = name, "swept a directory");
                found += 1;
            }
            Err(error) => {
                warn!(%error, session = name, "a directory cannot be swept");
                kept.insert(name);
            }
        }
    }
    engine.owners.free_swept(&left.difference(&kept).cloned().collect());
    Ok(found)
}

struct Container {
    id: String,
    session: String,
}

async fn containers(engine: &Engine) -> Result<Vec<Container>, SandboxError> {
    let label = format!("{LABEL_INSTANCE}={}", engine.instance);
    let options = ListContainersOptions {
        all: true,
        filters: Some([("label".to_owned(), vec![label])].into()),
        ..ListContainersOptions::default()
    };
    let listed =
        call("list the containers", QUERY_DEADLINE, engine.docker.list_containers(Some(options))).await?;
    let container = |summary: bollard::models::ContainerSummary| {
        let session = summary.labels.unwrap_or_default().remove(LABEL_SESSION).unwrap_or_default();
        Some(Container { id: summary.id?, session })
    };
    Ok(listed.into_iter().filter_map(container).collect())
}
