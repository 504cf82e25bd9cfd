//! Stop and Ctrl-C during a flood, also where the client is slow to read.

use std::time::{Duration, Instant};

use protocol::{ClientMessage, RunState, StopReason};

use crate::client::{Acks, Client, python};
use crate::support::Installation;

const FLOOD: &str = "while True:\n    print('0123456789' * 4)\n";

/// What a slow client reads in a second.
const SLOW: Acks = Acks::Slow(64 * 1024);

/// How long the answer may take. The benchmark tells how long it takes; what an unpaced window keeps from
/// a slow client for four seconds has to fail here on a busy machine too.
const DEADLINE: Duration = Duration::from_secs(2);

enum Press {
    Stop,
    CtrlC,
}

async fn check(acks: Acks, press: Press) {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.acks = acks;
    client.run(python(FLOOD)).await;
    // By then a window would be under way, if it could.
    client.output_up_to(48 * 1024).await;
    let pressed = Instant::now();
    match press {
        Press::Stop => client.send(&ClientMessage::Stop).await,
        Press::CtrlC => client.feed(b"\x03").await,
    }
    let state = client.ending().await;
    let took = pressed.elapsed();
    println!("{took:?} with {} bytes here", client.here());
    assert!(took < DEADLINE, "{took:?}");
    client.acks = Acks::Every;
    client.ack().await;
    client.output_up_to(state.end().unwrap().output_end).await;
    match press {
        Press::Stop => {
            assert!(matches!(state, RunState::Stopped { reason: StopReason::User, .. }), "{state:?}");
        }
        Press::CtrlC => {
            assert!(matches!(state, RunState::Finished { .. }), "{state:?}");
            let text = client.text();
            let last = text.lines().last().unwrap_or_default();
            assert!(last.contains("KeyboardInterrupt"), "its last words come, but not {last:?}");
        }
    }
    installation.stop(server).await;
}

#[tokio::test]
async fn stop_ends_a_flood() {
    check(Acks::Every, Press::Stop).await;
}

#[tokio::test]
async fn stop_ends_a_flood_to_a_slow_client() {
    check(SLOW, Press::Stop).await;
}

#[tokio::test]
async fn ctrl_c_ends_a_flood() {
    check(Acks::Every, Press::CtrlC).await;
}

#[tokio::test]
async fn ctrl_c_ends_a_flood_to_a_slow_client() {
    check(SLOW, Press::CtrlC).await;
}

#[tokio::test]
async fn what_a_program_says_to_ctrl_c_comes_soon_to_a_slow_client() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.acks = SLOW;
    client
        .run(python(
            "try:\n    while True: print('0123456789' * 4)\n\
             except KeyboardInterrupt:\n    print('caught')\n    input()\n",
        ))
        .await;
    client.output_up_to(48 * 1024).await;
    let pressed = Instant::now();
    client.feed(b"\x03").await;
    client.output_with("caught").await;
    let took = pressed.elapsed();
    println!("{took:?} with {} bytes here", client.here());
    assert!(took < DEADLINE, "{took:?}");
    client.send(&ClientMessage::Stop).await;
    client.end().await;
    installation.stop(server).await;
}
