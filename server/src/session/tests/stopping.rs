//! Stop, at every point of a run's life: the permit is freed once, and nothing is left.

use launcher::messages::Status;
use protocol::StopReason;

use super::*;

async fn check_stopped(client: &mut Client) {
    let state = client.end().await;
    assert!(matches!(state, RunState::Stopped { reason: StopReason::User, .. }), "{state:?}");
}

#[tokio::test(start_paused = true)]
async fn row_34_while_the_container_is_being_made() {
    let world = World::with_queue(1, 1);
    world.sandbox.set_create_delay(Duration::from_secs(5));
    let mut first = world.connect().await;
    first.run().await;
    idle().await;
    let mut second = world.connect().await;
    second.run().await;
    first.send(&ClientMessage::Stop);
    check_stopped(&mut first).await;
    assert_eq!(world.service.occupancy(), (1, 1), "half a container still counts");
    second.state("RUNNING").await;
    assert_eq!(world.sandbox.created(), 2);
    assert_eq!(world.sandbox.live(), 1, "the first one's container is gone");
}

#[tokio::test(start_paused = true)]
async fn row_34_while_a_container_is_being_made_that_fails() {
    let world = World::new();
    world.sandbox.set_create_delay(Duration::from_secs(5));
    world.sandbox.fail_next_create(crate::sandbox::SandboxError::Deadline { doing: "start" });
    let mut client = world.connect().await;
    client.run().await;
    idle().await;
    client.send(&ClientMessage::Stop);
    check_stopped(&mut client).await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn row_34_right_after_run() {
    let world = World::new();
    let mut client = world.connect().await;
    client.run().await;
    client.send(&ClientMessage::Stop);
    check_stopped(&mut client).await;
    idle().await;
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn row_27_of_a_program_that_obeys_and_twice_is_as_once() {
    let world = World::new();
    let (mut client, _, mut container) = world.running().await;
    client.send(&ClientMessage::Stop);
    client.send(&ClientMessage::Stop);
    assert_eq!(container.heard().await, Some(ToLauncher::Kill));
    idle().await;
    assert!(container.commands.try_recv().is_err(), "one kill is enough");
    container.say(output("last words")).await;
    finish(&container, Status::Signal(9)).await;
    check_stopped(&mut client).await;
    assert_eq!(client.output, b"last words");
    client.send(&ClientMessage::Stop);
    assert_eq!(client.settle().await, [], "a run ends once");
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn of_a_launcher_that_does_not_obey() {
    let world = World::new();
    let (mut client, _, mut container) = world.running().await;
    let pressed = tokio::time::Instant::now();
    client.send(&ClientMessage::Stop);
    check_stopped(&mut client).await;
    assert_eq!(pressed.elapsed().as_millis(), 300);
    container.gone().await;
    idle().await;
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn of_a_launcher_that_obeyed_in_time_and_is_heard_late() {
    // What a late supervisor looks at first is left to chance.
    for _ in 0..8 {
        let world = World::new();
        let (mut client, _, mut container) = world.running().await;
        client.send(&ClientMessage::Stop);
        assert_eq!(container.heard().await, Some(ToLauncher::Kill));
        for message in [output("last "), output("words"), exited(Status::Signal(9))] {
            container.events.try_send(crate::sandbox::SlotEvent::Message(message)).unwrap();
        }
        tokio::time::advance(Duration::from_millis(500)).await;
        let state = client.end().await;
        assert_eq!(client.output, b"last words");
        assert_eq!(state.end().unwrap().usage.cpu_ms, Some(7), "{state:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn row_34_the_permit_is_free_when_the_container_is_gone_and_not_before() {
    let world = World::with_queue(1, 1);
    world.sandbox.set_removal_delay(Duration::from_secs(5));
    let (mut first, _, container) = world.running().await;
    let mut second = world.connect().await;
    second.run().await;
    finish(&container, Status::Code(0)).await;
    first.end().await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(world.service.occupancy(), (1, 1));
    assert_eq!(world.sandbox.created(), 1);
    second.state("RUNNING").await;
    assert_eq!(world.service.occupancy(), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn row_40_a_container_that_cannot_be_removed_is_the_sweeps_and_frees_its_permit() {
    let world = World::with_queue(1, 1);
    let (mut client, _, container) = world.running().await;
    world.sandbox.fail_next_removal(crate::sandbox::SandboxError::Deadline { doing: "remove it" });
    finish(&container, Status::Code(0)).await;
    client.end().await;
    idle().await;
    assert_eq!((world.service.live(), world.service.occupancy()), (0, (0, 0)));
    assert_eq!(world.sandbox.stranded(), 1);
}
