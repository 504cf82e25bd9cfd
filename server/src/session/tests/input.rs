//! What the user types, by offset, once and in order.

use launcher::messages::Status;
use protocol::INPUT_WINDOW_BYTES;

use super::super::CloseCode;
use super::*;

/// All input that the launcher has heard, and whether it has ended.
fn heard_input(container: &mut FakeContainer) -> (Vec<u8>, bool) {
    let mut input = Vec::new();
    let mut ended = false;
    while let Ok(command) = container.commands.try_recv() {
        match command {
            ToLauncher::Stdin(bytes) => {
                assert!(!ended, "input after its end");
                input.extend(bytes);
            }
            ToLauncher::StdinClose => ended = true,
            ToLauncher::Credit(_) => {}
            other => panic!("no input but {other:?}"),
        }
    }
    (input, ended)
}

#[tokio::test(start_paused = true)]
async fn input_is_taken_once_by_its_offset_and_acked_when_it_is_read() {
    let world = World::new();
    let (mut client, _, mut container) = world.running().await;
    client.input(0, b"abc");
    client.input(0, b"abc");
    client.input(2, b"cd");
    client.send(&ClientMessage::StdinClose);
    idle().await;
    assert_eq!(heard_input(&mut container), (b"abcd".to_vec(), true));
    assert_eq!(client.settle().await, [], "nothing was read yet");
    container.say(FromLauncher::Consumed(3)).await;
    let acked = |offset| ServerMessage::StdinAck(protocol::server::StdinAck { offset });
    assert_eq!(client.message().await, acked(3));
    // A launcher that claims more than was sent is not believed.
    container.say(FromLauncher::Consumed(1000)).await;
    assert_eq!(client.message().await, acked(4));
}

#[tokio::test(start_paused = true)]
async fn input_with_a_gap_closes_the_socket() {
    let world = World::new();
    let (mut client, _, _container) = world.running().await;
    client.input(1, b"x");
    let reason = client.closed().await;
    assert_eq!(reason.code, CloseCode::Policy);
    assert!(reason.words.contains("missing"), "{reason:?}");
}

#[tokio::test(start_paused = true)]
async fn input_past_the_window_closes_the_socket() {
    let world = World::new();
    let (mut client, _, mut container) = world.running().await;
    let window = vec![b'x'; INPUT_WINDOW_BYTES as usize];
    client.input(0, &window);
    idle().await;
    assert_eq!(heard_input(&mut container).0.len(), window.len());
    container.say(FromLauncher::Consumed(1)).await;
    idle().await;
    client.input(INPUT_WINDOW_BYTES, b"y");
    idle().await;
    assert_eq!(heard_input(&mut container).0, b"y", "what was read makes room");
    client.input(INPUT_WINDOW_BYTES + 1, b"z");
    let reason = client.closed().await;
    assert_eq!(reason.code, CloseCode::Policy);
    assert!(reason.words.contains("wait for the program"), "{reason:?}");
}

#[tokio::test(start_paused = true)]
async fn type_ahead_is_kept_in_order_with_its_end() {
    let world = World::new();
    world.sandbox.set_create_delay(Duration::from_secs(1));
    let mut client = world.connect().await;
    client.run().await;
    client.input(0, b"ab");
    idle().await;
    client.input(2, b"cd");
    client.send(&ClientMessage::StdinClose);
    let mut container = world.sandbox.next_container().await;
    start_of(&mut container).await;
    client.state("RUNNING").await;
    assert_eq!(heard_input(&mut container), (b"abcd".to_vec(), true));
}

#[tokio::test(start_paused = true)]
async fn input_after_the_end_goes_nowhere_and_holds_nothing_up() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    world.sandbox.set_removal_delay(Duration::from_secs(20));
    container.say(exited(Status::Code(0))).await;
    client.end().await;
    // More than the supervisor's queue holds, while it waits for the container to be removed.
    for offset in 0..200 {
        client.input(offset, b"x");
    }
    client.send(&ClientMessage::Run(request("python")));
    let accepted = timeout(Duration::from_secs(1), client.message()).await.expect("the reader still reads");
    assert!(matches!(accepted, ServerMessage::Accepted(_)), "{accepted:?}");
}

#[tokio::test(start_paused = true)]
async fn input_without_a_run_goes_nowhere() {
    let world = World::new();
    let mut client = world.connect().await;
    client.input(7, b"x");
    client.ack(7);
    for message in [ClientMessage::Stop, ClientMessage::StdinClose, ClientMessage::KeepRunning] {
        client.send(&message);
    }
    client.run().await;
}

#[tokio::test(start_paused = true)]
async fn input_after_its_end_goes_nowhere_and_it_ends_once() {
    let world = World::new();
    let (client, accepted, mut container) = world.running().await;
    client.input(0, b"ab");
    client.send(&ClientMessage::StdinClose);
    client.input(2, b"cd");
    client.input(9, b"beyond");
    idle().await;
    client.vanish().await;
    let (mut client, _) = world.resume(&accepted, 0).await;
    client.send(&ClientMessage::StdinClose);
    idle().await;
    let mut ends = 0;
    let mut input = Vec::new();
    while let Ok(command) = container.commands.try_recv() {
        match command {
            ToLauncher::Stdin(bytes) => input.extend(bytes),
            ToLauncher::StdinClose => ends += 1,
            ToLauncher::Credit(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((input.as_slice(), ends), (b"ab".as_slice(), 1));
    container.say(exited(Status::Code(0))).await;
    assert_eq!(client.end().await.name(), "FINISHED");
}

#[tokio::test(start_paused = true)]
async fn a_launcher_that_is_slow_to_listen_hears_everything() {
    let world = World::new();
    let (mut client, _, mut container) = world.running().await;
    // Several times as many commands as its queue holds.
    for offset in 0..1000 {
        client.input(offset, &[offset as u8]);
        client.send(&ClientMessage::Resize(TerminalSize { cols: 80, rows: 1 + offset as u16 }));
    }
    idle().await;
    container.say(output(vec![b'x'; 100_000])).await;
    client.output_up_to(100_000).await;
    client.send(&ClientMessage::StdinClose);
    let (mut input, mut rows, mut credit, mut ends) = (Vec::new(), 0, 0, 0);
    // The acks and the end of the input come on two ways, so either may be heard first. Credit is
    // granted in steps, so the last bytes need not be among it.
    while ends == 0 || credit < 80_000 {
        match container.heard().await.expect("the run goes on") {
            ToLauncher::Stdin(bytes) => input.extend(bytes),
            ToLauncher::Resize(size) => rows = size.rows,
            ToLauncher::Credit(bytes) => credit += bytes,
            ToLauncher::StdinClose => ends += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(input, (0..1000_u64).map(|offset| offset as u8).collect::<Vec<_>>());
    assert_eq!(rows, 1000, "the last size is the one that counts");
    container.say(exited(Status::Code(0))).await;
    assert_eq!(client.end().await.name(), "FINISHED");
}
