//! Ends from outside: each says who, and what the run used.

use std::time::{Duration, Instant};

use protocol::server::NoticeKind;
use protocol::{ClientMessage, OUTPUT_WINDOW_BYTES, RunState, StopReason};

use crate::client::{Acks, Client, python};
use crate::support::Installation;

const SLEEP: &str = "import time\nprint('sleeping')\ntime.sleep(600)\n";

#[track_caller]
fn check_stopped(state: &RunState, expected: StopReason) {
    let RunState::Stopped { reason, end } = state else { panic!("{state:?}") };
    assert_eq!(*reason, expected);
    assert!(end.usage.wall_ms > 0 && end.usage.cpu_ms.is_some(), "{end:?}");
}

#[tokio::test]
async fn row_25_stop_answers_a_client_that_does_not_ack_a_flood() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.acks = Acks::None;
    client.run(python("while True:\n    print('0123456789' * 7)\n")).await;
    client.output_up_to(OUTPUT_WINDOW_BYTES).await;
    let pressed = Instant::now();
    client.send(&ClientMessage::Stop).await;
    let state = client.ending().await;
    assert!(pressed.elapsed() < Duration::from_secs(1), "{:?}", pressed.elapsed());
    installation.until_no_container(Duration::from_secs(2).saturating_sub(pressed.elapsed())).await;
    check_stopped(&state, StopReason::User);
    assert_eq!(client.here(), OUTPUT_WINDOW_BYTES, "no more than a window comes without acks");
    client.acks = Acks::Every;
    client.ack().await;
    client.output_up_to(state.end().unwrap().output_end).await;
    installation.stop(server).await;
}

#[tokio::test]
async fn row_24_a_page_that_does_not_come_back() {
    let installation = Installation::new(&[("MADANG_GRACE_S", "1")]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let accepted = client.run(python(SLEEP)).await;
    client.output_with("sleeping").await;
    let here = client.here();
    drop(client);
    installation.until_no_container(Duration::from_secs(10)).await;
    let (mut client, _) = Client::resume(&server, &accepted, here).await;
    check_stopped(&client.end().await, StopReason::Disconnected);
    installation.stop(server).await;
}

#[tokio::test]
async fn row_36_the_server_is_asked_to_stop() {
    let installation = Installation::new(&[("MADANG_DRAIN_S", "1"), ("MADANG_MAX_RUNNING", "1")]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(python(SLEEP)).await;
    client.output_with("sleeping").await;
    let mut waiting = Client::connect(&server).await;
    waiting.run(python(SLEEP)).await;
    server.signal("-TERM").await;
    client.notice(NoticeKind::Draining).await;
    check_stopped(&client.end().await, StopReason::Shutdown);
    let state = waiting.end().await;
    assert!(matches!(state, RunState::Stopped { reason: StopReason::Shutdown, .. }), "{state:?}");
    server.ended().await;
    assert_eq!((installation.containers().await, installation.sessions()), (0, 0));
}
