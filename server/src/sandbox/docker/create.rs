//! A container from nothing to ready. Whatever fails, and wherever the caller gives up, nothing is
//! left: every step's work belongs to a handle that removes it when it is dropped.

use std::sync::Arc;

use bollard::models::ContainerCreateBody;
use bollard::query_parameters::{AttachContainerOptions, CreateContainerOptions, StartContainerOptions};
use protocol::SessionId;
use tokio::sync::mpsc;

use super::attach::Attached;
use super::connect::{CREATE_DEADLINE, QUERY_DEADLINE, START_DEADLINE, call, status};
use super::cpu_share::CpuShare;
use super::options::{self, Settings};
use super::slot::DockerSlot;
use super::{Engine, connect};
use crate::runners::{Runner, command};
use crate::sandbox::{Boot, COMMANDS_MAX, EVENTS_MAX, SandboxError, Slot};

pub(super) async fn create(
    engine: &Arc<Engine>,
    name: SessionId,
    runner: &Runner,
    boot: Boot,
) -> Result<Slot, SandboxError> {
    let mut handle = DockerSlot::new(engine, engine.owners.claim(name)?);
    handle.make_directory().await?;
    let share = CpuShare::of_new(boot, engine.cgroup_parent.is_own());
    let body = options::container(runner, &handle.place(), &settings(engine), share);
    handle = make(engine, handle, body, &runner.image, share).await?;
    let mut attached = attach(engine, handle.name()).await?;
    let start = engine.docker.start_container(handle.name(), None::<StartContainerOptions>);
    call("start the container", START_DEADLINE, start).await?;
    attached.wait_until_ready().await?;
    if boot == Boot::Prepared {
        attached.prepare(command::prepare(runner)).await?;
    }
    let (commands, commands_taken) = mpsc::channel(COMMANDS_MAX);
    let (events_given, events) = mpsc::channel(EVENTS_MAX);
    handle.set_pumps(attached.pump(
        engine.docker.clone(),
        handle.name().to_owned(),
        commands_taken,
        events_given,
    ));
    Ok(Slot { commands, events, boot, handle: Box::new(handle) })
}

fn settings(engine: &Engine) -> Settings<'_> {
    Settings {
        instance: &engine.instance,
        runtime: engine.runtime.as_deref(),
        time_zone: &engine.time_zone,
        cgroup_parent: &engine.cgroup_parent.name,
        cpu_milli_max: engine.cgroup_parent.cpu_milli,
        swappiness: engine.cgroup_parent.swappiness,
    }
}

/// Makes the container, in a task of its own: the engine goes on with a request whose client has
/// left, so the answer must be waited for before the container can be removed.
async fn make(
    engine: &Arc<Engine>,
    mut handle: DockerSlot,
    body: ContainerCreateBody,
    image: &str,
    share: CpuShare,
) -> Result<DockerSlot, SandboxError> {
    let docker = engine.docker.clone();
    let image = image.to_owned();
    handle.expect_container();
    let making = tokio::spawn(async move {
        let options = CreateContainerOptions { name: Some(handle.name().to_owned()), ..Default::default() };
        let creation = docker.create_container(Some(options), body);
        match tokio::time::timeout(CREATE_DEADLINE, creation).await {
            Ok(Ok(made)) => {
                handle.made(made.id, share);
                Ok(handle)
            }
            Ok(Err(error)) if status(&error) == Some(404) => Err(SandboxError::ImageMissing { image }),
            Ok(Err(error)) => Err(connect::failure("make the container", error)),
            Err(_) => Err(SandboxError::Deadline { doing: "make the container" }),
        }
    });
    making
        .await
        .map_err(|error| SandboxError::Engine { doing: "make the container", source: error.into() })?
}

async fn attach(engine: &Engine, name: &str) -> Result<Attached, SandboxError> {
    let options = AttachContainerOptions {
        stdin: true,
        stdout: true,
        stderr: true,
        stream: true,
        ..AttachContainerOptions::default()
    };
    let streams =
        call("attach to the container", QUERY_DEADLINE, engine.docker.attach_container(name, Some(options)))
            .await?;
    Ok(Attached::new(streams))
}
