//! A run from its acceptance to its end.

use launcher::messages::Status;
use protocol::server::RejectReason;
use protocol::state::End;
use protocol::{Outcome, Phase, Usage};

use super::*;
use crate::sandbox::{Closed, SandboxError};

#[tokio::test(start_paused = true)]
async fn a_run_is_told_from_its_acceptance_to_its_end() {
    let world = World::new();
    let mut client = world.connect().await;
    client.send(&ClientMessage::Run(request("java")));
    let ServerMessage::Accepted(accepted) = client.message().await else { panic!("not accepted") };
    assert_eq!(client.state("READY").await, RunState::Ready);
    let mut container = world.sandbox.next_container().await;
    assert_eq!(container.session, accepted.session);
    let start = start_of(&mut container).await;
    assert_eq!(container.files()[0].content, b"print(1)", "the files are there before the start");
    assert_eq!(start.compile, Some(plain(["javac", "main"])));
    assert_eq!(start.run, plain(["run", "main"]));
    assert_eq!(start.io, messages::Io::Terminal(messages::Size { cols: 80, rows: 24 }));
    assert_eq!(client.state("RUNNING").await, RunState::Running { phase: Phase::Compiling });
    container.say(FromLauncher::Phase(messages::Phase::Running)).await;
    assert_eq!(client.state("RUNNING").await, RunState::Running { phase: Phase::Running });
    container.say(output("hello")).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    finish(&container, Status::Code(3)).await;
    let usage =
        Usage { wall_ms: 1000, cpu_ms: Some(7), memory_peak_bytes: Some(8 << 20), memory_limit_hit: false };
    let end = End { output_end: 5, usage };
    assert_eq!(client.end().await, RunState::Finished { outcome: Outcome::Exited { code: 3 }, end });
    assert_eq!(client.output, b"hello");
    container.gone().await;
    idle().await;
    world.check_empty();
}

async fn check_outcome(last: FromLauncher, expected: Outcome) {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    container.say(last).await;
    let RunState::Finished { outcome, .. } = client.end().await else { panic!("not finished") };
    assert_eq!(outcome, expected);
}

#[tokio::test(start_paused = true)]
async fn outcomes_are_told() {
    check_outcome(exited(Status::Code(0)), Outcome::Exited { code: 0 }).await;
    check_outcome(exited(Status::Signal(11)), Outcome::Signaled { signal: "SIGSEGV".into() }).await;
    let exit = |phase, status, oom_kills| {
        let usage = messages::Usage { oom_kills: Some(oom_kills), ..messages::Usage::default() };
        FromLauncher::Exited(messages::Exit { phase, status, usage })
    };
    let compiling = messages::Phase::Compiling;
    check_outcome(exit(compiling, Status::Code(1), 0), Outcome::CompileFailed { code: 1 }).await;
    let killed = exit(messages::Phase::Running, Status::Signal(9), 1);
    check_outcome(killed, Outcome::OutOfMemory { limit_bytes: 64 << 20 }).await;
    let message = "the program could not be started: no such file".into();
    check_outcome(FromLauncher::Failed("no such file".into()), Outcome::SystemError { message }).await;
}

#[tokio::test(start_paused = true)]
async fn streams_that_end_without_a_word_are_explained() {
    for (out_of_memory, words) in [(true, "OutOfMemory"), (false, "without a word")] {
        let world = World::new();
        let (mut client, _, container) = world.running().await;
        container.close(Closed { out_of_memory, error: None }).await;
        let state = client.end().await;
        assert!(format!("{state:?}").contains(words), "{state:?}");
        idle().await;
        world.check_empty();
    }
}

#[tokio::test(start_paused = true)]
async fn a_container_that_cannot_be_made_ends_the_run_in_words() {
    let source = || "connection refused".into();
    let io = std::io::Error::other("disk full");
    let cases = [
        (SandboxError::Unavailable(source()), "Docker does not answer on the server. Try again"),
        (SandboxError::Deadline { doing: "start the container" }, "took too long to make its container"),
        (SandboxError::ImageMissing { image: "madang/x".into() }, "this language is not installed"),
        (SandboxError::NotReady { detail: "silence".into() }, "could not make its container"),
        (SandboxError::Engine { doing: "make it", source: source() }, "could not make its container"),
        (SandboxError::Files(io), "could not make its container"),
    ];
    let world = World::with_queue(1, 0);
    let mut client = world.connect().await;
    for (error, words) in cases {
        world.sandbox.fail_next_create(error);
        client.run().await;
        let RunState::Finished { outcome: Outcome::SystemError { message }, .. } = client.end().await else {
            panic!("not a system error")
        };
        assert!(message.contains(words), "{message}");
        idle().await;
        world.check_empty();
    }
}

#[tokio::test(start_paused = true)]
async fn row_27_one_run_at_a_time_and_the_next_on_the_same_socket() {
    let world = World::new();
    let (mut client, first, container) = world.running().await;
    client.send(&ClientMessage::Run(request("python")));
    assert_eq!(client.rejected().await.reason, RejectReason::AlreadyRunning);
    container.say(output("one")).await;
    finish(&container, Status::Code(0)).await;
    client.end().await;
    let second = client.run().await;
    assert_ne!(first.session, second.session);
    let mut container = world.sandbox.next_container().await;
    start_of(&mut container).await;
    container.say(output("two!")).await;
    finish(&container, Status::Code(0)).await;
    client.end().await;
    assert_eq!(client.output, b"two!");
    idle().await;
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn a_program_in_pipes_keeps_its_streams_apart() {
    let world = World::new();
    let mut client = world.connect().await;
    client.send(&ClientMessage::Run(RunRequest { io: Io::Pipes, ..request("python") }));
    let mut container = world.sandbox.next_container().await;
    assert_eq!(start_of(&mut container).await.io, messages::Io::Pipes);
    container.say(output("a")).await;
    container.say(FromLauncher::Output { stream: messages::Stream::Stderr, bytes: b"b".into() }).await;
    let mut streams = Vec::new();
    while streams.len() < 2 {
        if let Some(Outgoing::Binary(frame)) = client.next().await {
            let frame = OutputFrame::decode(&frame).unwrap();
            streams.push((frame.stream, frame.offset, frame.bytes.to_vec()));
        }
    }
    let expected =
        [(protocol::Stream::Stdout, 0, b"a".to_vec()), (protocol::Stream::Stderr, 1, b"b".to_vec())];
    assert_eq!(streams, expected);
}

#[tokio::test(start_paused = true)]
async fn a_terminal_starts_with_its_last_size_and_then_follows() {
    let world = World::with_queue(1, 1);
    let (_first, _, container) = world.running().await;
    let mut second = world.connect().await;
    second.run().await;
    second.send(&ClientMessage::Resize(TerminalSize { cols: 100, rows: 30 }));
    second.settle().await;
    finish(&container, Status::Code(0)).await;
    let mut container = world.sandbox.next_container().await;
    let size = messages::Size { cols: 100, rows: 30 };
    assert_eq!(start_of(&mut container).await.io, messages::Io::Terminal(size));
    second.send(&ClientMessage::Resize(TerminalSize { cols: 10, rows: 5 }));
    assert_eq!(container.heard().await, Some(ToLauncher::Resize(messages::Size { cols: 10, rows: 5 })));
}

fn plain<const N: usize>(line: [&str; N]) -> launcher::messages::Command {
    launcher::messages::Command::Plain(line.map(str::to_owned).to_vec())
}
