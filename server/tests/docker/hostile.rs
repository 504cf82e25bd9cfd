//! Containers whose launcher is not ours, or was taken over: what they say is a stranger's.

use std::sync::Arc;
use std::time::{Duration, Instant};

use launcher::messages::ToLauncher;
use protocol::SessionId;
use server::runners::Runner;
use server::sandbox::{Boot, Closed, Sandbox, SandboxError};

use crate::support::{World, closed, next};

fn hostile(world: &World, what: &str) -> Arc<Runner> {
    let mut runner = (*world.runner("hostile")).clone();
    runner.env.insert("HOSTILE".into(), what.into());
    Arc::new(runner)
}

/// Creates a container that must not get ready, and returns why.
async fn refused(what: &str) -> String {
    let world = World::new().await;
    let created = world.sandbox.create(SessionId::new(), &hostile(&world, what), Boot::Cold).await;
    let Err(error @ SandboxError::NotReady { .. }) = created else { panic!("{:?}", created.err()) };
    world.until_nothing_is_left().await;
    error.to_string()
}

#[tokio::test]
async fn a_launcher_of_another_version_is_refused() {
    let reason = refused("version").await;
    assert!(reason.contains("its launcher speaks version 255"), "{reason}");
}

#[tokio::test]
async fn a_launcher_that_complains_and_ends_is_quoted() {
    let reason = refused("complaint").await;
    assert!(reason.contains("its launcher ended. no room at the inn"), "{reason}");
}

#[tokio::test]
async fn a_launcher_that_prints_before_it_is_ready_is_refused() {
    assert!(refused("output").await.contains("said something else first"));
}

#[tokio::test]
async fn a_silent_launcher_is_given_up() {
    assert!(refused("silence").await.contains("said nothing"));
}

#[tokio::test]
async fn row_40_what_is_no_message_closes_the_slot() {
    let world = World::new().await;
    let mut slot = world.create(&hostile(&world, "garbage")).await;
    let closed = closed(&mut slot).await;
    assert!(closed.error.as_ref().is_some_and(|error| error.contains("4294967295 bytes")), "{closed:?}");
    slot.remove().await.unwrap();
    world.until_nothing_is_left().await;
}

#[tokio::test]
async fn row_40_a_death_without_a_word_is_an_ordinary_end_of_the_stream() {
    let world = World::new().await;
    let mut slot = world.create(&hostile(&world, "death")).await;
    slot.commands.send(ToLauncher::StdinClose).await.unwrap();
    assert_eq!(closed(&mut slot).await, Closed::default());
    slot.remove().await.unwrap();
}

#[tokio::test]
async fn a_launcher_that_runs_out_of_memory_is_told_by_the_engine() {
    let world = World::new().await;
    let mut slot = world.create(&hostile(&world, "memory")).await;
    slot.commands.send(ToLauncher::StdinClose).await.unwrap();
    assert_eq!(closed(&mut slot).await, Closed { out_of_memory: true, error: None });
    slot.remove().await.unwrap();
}

#[tokio::test]
async fn a_flood_that_nobody_reads_is_removed_in_a_second() {
    let world = World::new().await;
    let mut slot = world.create(&hostile(&world, "flood")).await;
    next(&mut slot).await;
    let full = || async { slot.events.len() == server::sandbox::EVENTS_MAX };
    crate::support::until(Duration::from_secs(10), full).await;
    let start = Instant::now();
    slot.remove().await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!((world.containers().await.len(), world.directories()), (0, 0));
}

#[tokio::test]
async fn a_container_that_never_reads_is_removed_in_a_second() {
    let world = World::new().await;
    let slot = world.create(&hostile(&world, "deaf")).await;
    while slot.commands.try_send(ToLauncher::Stdin(vec![0; 32 * 1024])).is_ok() {
        tokio::task::yield_now().await;
    }
    let start = Instant::now();
    slot.remove().await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    world.until_nothing_is_left().await;
}
