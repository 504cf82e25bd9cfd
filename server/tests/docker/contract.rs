//! What every sandbox promises, on the fake and on Docker alike.

use std::sync::Arc;
use std::time::Duration;

use launcher::messages::{Exit, FromLauncher, Phase, Status, Stream, ToLauncher, Usage};
use protocol::SessionId;
use server::runners::Runner;
use server::sandbox::fake::{self, FakeContainer, FakeSandbox};
use server::sandbox::{Boot, Closed, Sandbox, Slot, SlotEvent};

use crate::support::{self, PATIENCE, World};

/// The program of these tests, and what [`play`] does.
const PROGRAM: &str = "echo hello; cat";

/// Plays the launcher that runs [`PROGRAM`].
async fn play(mut container: FakeContainer) {
    let mut consumed = 0;
    let output = |bytes: Vec<u8>| FromLauncher::Output { stream: Stream::Stdout, bytes };
    let status = loop {
        match container.heard().await {
            Some(ToLauncher::Start(_)) => {
                container.say(FromLauncher::Phase(Phase::Running)).await;
                container.say(output(b"hello\n".to_vec())).await;
            }
            Some(ToLauncher::Stdin(bytes)) => {
                consumed += bytes.len() as u64;
                container.say(output(bytes)).await;
                container.say(FromLauncher::Consumed(consumed)).await;
            }
            Some(ToLauncher::StdinClose) => break Status::Code(0),
            Some(ToLauncher::Kill) => break Status::Signal(9),
            Some(_) => {}
            None => return,
        }
    };
    let exit = Exit { phase: Phase::Running, status, usage: Usage::default() };
    container.say(FromLauncher::Exited(exit)).await;
    container.close(Closed::default()).await;
}

/// Waits until the program has printed this.
async fn printed(slot: &mut Slot, expected: &str) {
    let mut bytes = Vec::new();
    while bytes != expected.as_bytes() {
        if let SlotEvent::Message(FromLauncher::Output { bytes: more, .. }) = support::next(slot).await {
            bytes.extend(more);
        }
        assert!(expected.as_bytes().starts_with(&bytes), "{bytes:?}");
    }
}

async fn started(sandbox: &dyn Sandbox, runner: &Arc<Runner>) -> Slot {
    let mut slot = sandbox.create(SessionId::new(), runner, Boot::Cold).await.unwrap();
    support::start(&mut slot, runner, PROGRAM).await;
    printed(&mut slot, "hello\n").await;
    slot
}

async fn a_program_prints_reads_and_ends(sandbox: &dyn Sandbox, runner: &Arc<Runner>) {
    let mut slot = started(sandbox, runner).await;
    slot.commands.send(ToLauncher::Stdin(b"to be echoed\n".to_vec())).await.unwrap();
    printed(&mut slot, "to be echoed\n").await;
    slot.commands.send(ToLauncher::StdinClose).await.unwrap();
    let ended = support::finish(&mut slot).await;
    assert_eq!(ended.exit.status, Status::Code(0));
    assert!(slot.events.recv().await.is_none(), "nothing follows Closed");
    slot.remove().await.unwrap();
}

async fn a_kill_ends_it(sandbox: &dyn Sandbox, runner: &Arc<Runner>) {
    let mut slot = started(sandbox, runner).await;
    slot.commands.send(ToLauncher::Kill).await.unwrap();
    assert_eq!(support::finish(&mut slot).await.exit.status, Status::Signal(9));
    slot.remove().await.unwrap();
}

async fn a_running_program_is_removed(sandbox: &dyn Sandbox, runner: &Arc<Runner>) {
    started(sandbox, runner).await.remove().await.unwrap();
}

async fn a_dropped_slot_is_removed(sandbox: &dyn Sandbox, runner: &Arc<Runner>) {
    drop(started(sandbox, runner).await);
}

async fn a_creation_can_be_given_up(sandbox: &dyn Sandbox, runner: &Arc<Runner>) {
    let create = sandbox.create(SessionId::new(), runner, Boot::Cold);
    // Polled once and dropped.
    drop(tokio::time::timeout(Duration::ZERO, create).await);
}

async fn nothing_is_left_for_the_sweep(sandbox: &dyn Sandbox, _: &Arc<Runner>) {
    sandbox.ping().await.unwrap();
    assert_eq!(sandbox.sweep().await.unwrap(), 0);
}

macro_rules! on_both {
    ($($promise:ident),* $(,)?) => {
        mod on_the_fake {
            use super::*;
            $(#[tokio::test]
            async fn $promise() {
                let sandbox = FakeSandbox::with_script(play);
                super::$promise(&sandbox, &fake::runner("bash")).await;
                support::until(PATIENCE, || async { sandbox.live() == 0 }).await;
                assert_eq!(sandbox.stranded(), 0);
            })*
        }

        mod on_docker {
            use super::*;
            $(#[tokio::test]
            async fn $promise() {
                let world = World::new().await;
                super::$promise(&world.sandbox, &world.runner("bash")).await;
                world.until_nothing_is_left().await;
            })*
        }
    };
}

on_both!(
    a_program_prints_reads_and_ends,
    a_kill_ends_it,
    a_running_program_is_removed,
    a_dropped_slot_is_removed,
    a_creation_can_be_given_up,
    nothing_is_left_for_the_sweep,
);
