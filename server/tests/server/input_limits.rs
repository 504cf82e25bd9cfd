//! Input: too much of it, too late, its end, and one long line.

use protocol::{ClientMessage, INPUT_WINDOW_BYTES, Io, Outcome, RunRequest, RunState};
use sha2::{Digest as _, Sha256};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::client::{Client, python};
use crate::support::Installation;

/// How much more memory the server may hold than before.
const MEMORY_GROWTH_MAX: u64 = 8 * 1024 * 1024;

fn piped(source: &str) -> RunRequest {
    RunRequest { io: Io::Pipes, ..python(source) }
}

#[tokio::test]
async fn row_26_past_the_window_closes_the_socket_with_a_reason() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let accepted = client.run(piped("import time\nprint('asleep')\ntime.sleep(600)\n")).await;
    client.output_with("asleep").await;
    // What the launcher has taken for a program that does not read is consumed, so this is one window
    // from what was told last.
    client.feed(&vec![b'x'; 4 * INPUT_WINDOW_BYTES as usize / 5]).await;
    let too_much = vec![b'x'; 4 * INPUT_WINDOW_BYTES as usize];
    client.input(4 * INPUT_WINDOW_BYTES / 5, &too_much).await;
    let close = client.closed().await;
    assert_eq!(close.code, CloseCode::Policy);
    assert!(close.reason.contains("input wait for the program"), "{}", close.reason);
    // The run is none the worse for it.
    let (mut client, _) = Client::resume(&server, &accepted, 0).await;
    client.send(&ClientMessage::Stop).await;
    assert!(matches!(client.ending().await, RunState::Stopped { .. }));
    installation.stop(server).await;
}

#[tokio::test]
async fn row_26_of_a_gigabyte_that_nobody_asked_for_is_not_taken_in() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(piped("import time\nprint('asleep')\ntime.sleep(600)\n")).await;
    client.output_with("asleep").await;
    let before = server.memory();
    let (frame, mut sent) = (vec![b'x'; 256 * 1024], 0);
    while client.try_input(sent, &frame).await {
        sent += frame.len() as u64;
        let memory = server.memory();
        assert!(memory.saturating_sub(before) < MEMORY_GROWTH_MAX, "from {before} to {memory} bytes");
        assert!(sent < 64 * 1024 * 1024, "the socket takes it all");
    }
    drop(client);
    installation.stop(server).await;
}

#[tokio::test]
async fn row_26_after_the_end_goes_nowhere() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(python("print('first')\n")).await;
    client.end().await;
    client.input(0, b"late\r").await;
    // As much as a program that runs could not have.
    client.input(5, &vec![b'x'; 2 * INPUT_WINDOW_BYTES as usize]).await;
    client.run(python("print('second', input())\n")).await;
    client.feed(b"typed\r").await;
    client.end().await;
    assert!(client.text().contains("second typed\n"), "{:?}", client.text());
    assert!(!client.text().contains("late"), "{:?}", client.text());
    installation.stop(server).await;
}

#[tokio::test]
async fn row_26_ends_where_the_client_ends_it() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let read_all = "import sys\nprint('read', repr(sys.stdin.read()))\n";
    client.run(piped(read_all)).await;
    client.feed("마당".as_bytes()).await;
    client.send(&ClientMessage::StdinClose).await;
    client.end().await;
    assert_eq!(client.text(), "read '마당'\n");
    client.run(python(read_all)).await;
    client.feed(b"yard\r\x04").await;
    client.end().await;
    assert!(client.text().ends_with("read 'yard\\n'\n"), "{:?}", client.text());
    installation.stop(server).await;
}

#[tokio::test]
async fn row_26_of_one_line_of_a_megabyte_comes_whole_through_pipes() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let source = "import hashlib, sys\nline = sys.stdin.buffer.readline()\n\
                  print(len(line), hashlib.sha256(line).hexdigest(), sys.stdin.buffer.read())\n";
    client.run(piped(source)).await;
    let mut line: Vec<u8> = (0..1_000_000_u32).map(|index| b'!' + (index % 90) as u8).collect();
    line.push(b'\n');
    client.feed(&line).await;
    client.send(&ClientMessage::StdinClose).await;
    let state = client.end().await;
    assert!(matches!(state, RunState::Finished { outcome: Outcome::Exited { code: 0 }, .. }), "{state:?}");
    assert_eq!(client.text(), format!("{} {} b''\n", line.len(), hex::encode(Sha256::digest(&line))));
    installation.stop(server).await;
}
