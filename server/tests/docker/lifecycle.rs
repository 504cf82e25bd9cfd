//! Owners: whatever happens, container, directory and uids go together.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use protocol::SessionId;
use server::config::EngineConfig;
use server::sandbox::docker::DockerSandbox;
use server::sandbox::docker::connect::connect;
use server::sandbox::{Boot, Closed, Sandbox, SandboxError, Slot, SlotEvent};

use crate::support::{World, connection, start};

/// Gives a creation up at its first wait, at its second, and so on, until one comes to its end.
#[tokio::test]
async fn row_34_a_creation_given_up_at_any_wait_leaves_nothing() {
    let world = World::new().await;
    let runner = world.runner("bash");
    for waits in 1.. {
        let create = world.sandbox.create(SessionId::new(), &runner, Boot::Cold);
        if after_waits(create, waits).await {
            assert!(waits > 4, "a creation waits for directory, container, attach, start and launcher");
            break;
        }
    }
    world.until_nothing_is_left().await;
    assert_eq!(world.sandbox.sweep().await.unwrap(), 0);
}

/// Polls a future each time it is woken, at most so often. Whether it came to its end.
async fn after_waits<T>(future: impl Future<Output = T>, waits: usize) -> bool {
    let mut future = pin!(future);
    let mut polls = 0;
    let poll = |context: &mut Context<'_>| {
        polls += 1;
        match future.as_mut().poll(context) {
            std::task::Poll::Ready(_) => std::task::Poll::Ready(true),
            std::task::Poll::Pending if polls == waits => std::task::Poll::Ready(false),
            std::task::Poll::Pending => std::task::Poll::Pending,
        }
    };
    std::future::poll_fn(poll).await
}

#[tokio::test]
async fn row_38_a_missing_image_is_named_and_leaves_nothing() {
    let world = World::new().await;
    let mut runner = (*world.runner("bash")).clone();
    runner.image = "madang/bash-runner:missing".into();
    let error = world.sandbox.create(SessionId::new(), &Arc::new(runner), Boot::Cold).await.err().unwrap();
    let expected = "the image madang/bash-runner:missing is missing; `madang images build` makes it";
    assert_eq!(error.to_string(), expected);
    world.until_nothing_is_left().await;
}

#[tokio::test]
async fn row_40_a_container_that_cannot_start_leaves_nothing() {
    let world = World::with(|config| config.runtime = Some("no-such-runtime".into()).into()).await;
    let error =
        world.sandbox.create(SessionId::new(), &world.runner("bash"), Boot::Cold).await.err().unwrap();
    assert!(matches!(error, SandboxError::Engine { .. }), "{error:?}");
    world.until_nothing_is_left().await;
}

#[tokio::test]
async fn row_39_a_data_directory_that_is_gone_is_said_so() {
    let world = World::new().await;
    std::fs::remove_dir_all(world.data.path().join("sessions")).unwrap();
    let error =
        world.sandbox.create(SessionId::new(), &world.runner("bash"), Boot::Cold).await.err().unwrap();
    assert!(matches!(error, SandboxError::Files(_)), "{error:?}");
    assert!(world.containers().await.is_empty());
}

#[tokio::test]
async fn a_session_has_one_container_and_its_place_is_free_after_it() {
    let world = World::new().await;
    let (session, runner) = (SessionId::new(), world.runner("bash"));
    let slot = world.sandbox.create(session, &runner, Boot::Cold).await.unwrap();
    assert!(world.sandbox.create(session, &runner, Boot::Cold).await.is_err());
    assert_eq!(world.containers().await.len(), 1, "the refused one took nothing with it");
    slot.remove().await.unwrap();
    world.sandbox.create(session, &runner, Boot::Cold).await.unwrap().remove().await.unwrap();
}

#[tokio::test]
async fn uids_run_out_and_come_back() {
    let world = World::with(|config| config.uid_count = 2).await;
    let runner = world.runner("bash");
    let slot = world.create(&runner).await;
    assert!(world.sandbox.create(SessionId::new(), &runner, Boot::Cold).await.is_err());
    slot.remove().await.unwrap();
    world.create(&runner).await.remove().await.unwrap();
}

#[tokio::test]
async fn a_removal_given_up_goes_on() {
    let world = World::new().await;
    let slot = world.create(&world.runner("bash")).await;
    assert!(!after_waits(slot.remove(), 1).await);
    world.until_nothing_is_left().await;
}

#[tokio::test]
async fn a_container_removed_by_others_is_no_error() {
    let world = World::new().await;
    let slot = world.create(&world.runner("bash")).await;
    let id = world.inspect_only().await.id.unwrap();
    let options = bollard::query_parameters::RemoveContainerOptions { force: true, ..Default::default() };
    world.docker.remove_container(&id, Some(options)).await.unwrap();
    slot.remove().await.unwrap();
    world.until_nothing_is_left().await;
}

#[tokio::test]
async fn a_container_ends_when_nobody_commands_it() {
    let world = World::new().await;
    let Slot { commands, mut events, handle, boot: _ } = world.create(&world.runner("bash")).await;
    drop(commands);
    let event = tokio::time::timeout(Duration::from_secs(5), events.recv()).await.unwrap();
    assert_eq!(event, Some(SlotEvent::Closed(Closed::default())));
    drop(handle);
    world.until_nothing_is_left().await;
}

#[tokio::test]
async fn the_engine_tells_the_cpu_time() {
    let world = World::new().await;
    let runner = world.runner("bash");
    let mut slot = world.create(&runner).await;
    let before = slot.handle.cpu_us().await.unwrap();
    start(&mut slot, &runner, "while :; do :; done").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let after = slot.handle.cpu_us().await.unwrap();
    assert!(after > before + 50_000, "{before} {after}");
    slot.remove().await.unwrap();
}

#[tokio::test]
async fn row_39_a_second_server_is_kept_off_the_data_directory() {
    let world = World::new().await;
    let config = EngineConfig { data_dir: world.data.path().to_owned(), ..EngineConfig::default() };
    let error = DockerSandbox::new(&connection().await, &config).await.err().unwrap();
    assert!(matches!(error, SandboxError::Files(_)), "{error:?}");
}

#[tokio::test]
async fn an_absent_engine_is_unavailable() {
    let error = connect(Some("unix:///nonexistent.sock")).await.unwrap_err();
    assert_eq!(error.to_string(), "Docker does not answer");
    // A waker is all that a future needs to be asked: an absent engine is told without a wait.
    let mut context = Context::from_waker(Waker::noop());
    assert!(pin!(connect(Some("unix:///nonexistent.sock"))).poll(&mut context).is_ready());
}
