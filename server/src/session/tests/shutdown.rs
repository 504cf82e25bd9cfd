//! The server is asked to stop.

use launcher::messages::Status;
use protocol::StopReason;
use protocol::server::RejectReason;

use super::*;

#[tokio::test(start_paused = true)]
async fn row_36_clients_are_told_and_their_runs_may_end_in_time() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    let service = Arc::clone(&world.service);
    let draining = tokio::spawn(async move { service.drain(Duration::from_secs(30)).await });
    assert_eq!(client.notice().await, NoticeKind::Draining);
    let mut late = world.connect().await;
    assert_eq!(late.notice().await, NoticeKind::Draining, "who comes later is told too");
    late.send(&ClientMessage::Run(request("python")));
    let rejected = late.rejected().await;
    assert_eq!(rejected.reason, RejectReason::Busy);
    assert!(rejected.message.contains("about to stop"), "{rejected:?}");
    container.say(exited(Status::Code(0))).await;
    assert_eq!(client.end().await.name(), "FINISHED");
    draining.await.unwrap();
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn runs_that_do_not_end_in_time_are_stopped() {
    let world = World::with_queue(1, 1);
    let (mut first, _, mut container) = world.running().await;
    let mut second = world.connect().await;
    second.run().await;
    let service = Arc::clone(&world.service);
    let draining = tokio::spawn(async move { service.drain(Duration::from_secs(30)).await });
    while container.heard().await != Some(ToLauncher::Kill) {}
    container.say(exited(Status::Signal(9))).await;
    for client in [&mut first, &mut second] {
        let state = client.end().await;
        assert!(matches!(state, RunState::Stopped { reason: StopReason::Shutdown, .. }), "{state:?}");
    }
    draining.await.unwrap();
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn a_drain_that_begins_while_the_socket_is_full_is_told_afterwards() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    // Two frames more than the socket takes, so the server waits for the client to read.
    for _ in 0..SOCKET_FRAMES + 2 {
        container.say(output("x")).await;
        idle().await;
    }
    let service = Arc::clone(&world.service);
    let draining = tokio::spawn(async move { service.drain(Duration::from_secs(30)).await });
    idle().await;
    assert_eq!(client.notice().await, NoticeKind::Draining);
    container.say(exited(Status::Code(0))).await;
    draining.await.unwrap();
}
