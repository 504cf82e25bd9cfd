//! Waiting for a turn.

use launcher::messages::Status;
use protocol::StopReason;
use protocol::server::{QueuePosition, RejectReason};

use super::*;

#[tokio::test(start_paused = true)]
async fn the_second_waits_at_a_known_place_and_then_runs() {
    let world = World::with_queue(1, 2);
    let (mut first, _, container) = world.running().await;
    let mut second = world.connect().await;
    second.run().await;
    let mut third = world.connect().await;
    third.run().await;
    let place = |position, length| ServerMessage::Queue(QueuePosition { position, length });
    assert!(second.settle().await.contains(&place(1, 1)));
    assert!(third.settle().await.contains(&place(2, 2)));
    container.say(exited(Status::Code(0))).await;
    first.end().await;
    second.state("RUNNING").await;
    assert!(third.settle().await.contains(&place(1, 1)), "the place is told as it changes");
}

#[tokio::test(start_paused = true)]
async fn row_34_stopping_in_the_queue_frees_the_place() {
    let world = World::with_queue(1, 1);
    let (_first, _, _container) = world.running().await;
    let mut second = world.connect().await;
    second.run().await;
    second.send(&ClientMessage::Stop);
    let RunState::Stopped { reason: StopReason::User, end } = second.end().await else {
        panic!("not stopped")
    };
    assert_eq!(end, protocol::state::End::default());
    idle().await;
    assert_eq!(world.service.occupancy(), (1, 0));
    second.run().await;
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_gone_keeps_its_place_for_the_grace_period() {
    let world = World::with_queue(1, 1);
    let (mut first, _, _container) = world.running().await;
    let mut second = world.connect().await;
    let accepted = second.run().await;
    second.vanish().await;
    tokio::time::sleep(GRACE * 9 / 10).await;
    assert_eq!(world.service.occupancy(), (1, 1));
    tokio::time::sleep(GRACE / 9).await;
    assert_eq!(world.service.occupancy(), (1, 0));
    let (mut second, _) = world.resume(&accepted, 0).await;
    let state = second.end().await;
    assert!(matches!(state, RunState::Stopped { reason: StopReason::Disconnected, .. }), "{state:?}");
    first.settle().await;
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_refuses_and_says_when_to_come_back() {
    let world = World::with_queue(1, 1);
    let (_first, _, _container) = world.running().await;
    let mut second = world.connect().await;
    second.run().await;
    let mut third = world.connect().await;
    third.send(&ClientMessage::Run(request("python")));
    let rejected = third.rejected().await;
    assert_eq!(rejected.reason, RejectReason::Busy);
    assert_eq!(rejected.retry_after_ms, Some(2000));
    assert!(rejected.message.contains("waiting already"), "{rejected:?}");
}
