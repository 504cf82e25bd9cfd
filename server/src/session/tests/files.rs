//! What a program wrote, from its launcher to its client.

use launcher::messages::{Status, WrittenFile as Told};
use protocol::SessionId;
use protocol::client::ReadFile;
use protocol::program::FileContent;
use protocol::server::{FileAnswer, Files, WrittenFile};

use super::*;

fn told(path: &str, content: &str) -> FromLauncher {
    let content = Some(content.as_bytes().to_vec());
    FromLauncher::File(Told { path: path.into(), bytes: 3, content })
}

/// Ends a program that wrote one file.
async fn end_with_a_file(container: &FakeContainer) {
    container.say(exited(Status::Code(0))).await;
    container.say(told("out.csv", "1,2")).await;
    container.say(FromLauncher::FilesEnd { complete: true }).await;
}

fn files(session: SessionId) -> ServerMessage {
    let file = WrittenFile { path: "out.csv".into(), bytes: 3, readable: true };
    ServerMessage::Files(Files { session, files: vec![file], complete: true })
}

#[tokio::test(start_paused = true)]
async fn files_come_after_the_end_and_are_read_one_by_one() {
    let world = World::new();
    let (mut client, accepted, container) = world.running().await;
    let session = accepted.session;
    end_with_a_file(&container).await;
    client.end().await;
    assert_eq!(client.message().await, files(session));
    for (path, content) in [("out.csv", Some(FileContent::Text("1,2".into()))), ("/etc/passwd", None)] {
        client.send(&ClientMessage::ReadFile(ReadFile { session, path: path.into() }));
        let answer = FileAnswer { session, path: path.into(), content };
        assert_eq!(client.message().await, ServerMessage::File(answer));
    }
    assert_eq!(client.settle().await, [], "they are told once");
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn they_wait_for_the_output_and_not_the_other_way_round() {
    let world = World::new();
    let (mut client, accepted, container) = world.running().await;
    client.acks = Acks::None;
    for _ in 0..4 {
        container.say(output(vec![b'x'; 4 * 1024])).await;
    }
    end_with_a_file(&container).await;
    let end = client.state_at_end().await;
    assert!(client.received() < end.end().unwrap().output_end, "more output follows");
    let mut messages = Vec::new();
    while messages.is_empty() {
        client.ack(client.received());
        messages = client.settle().await;
    }
    assert_eq!(client.received(), end.end().unwrap().output_end);
    assert_eq!(messages, [files(accepted.session)]);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_comes_back_is_told_again() {
    let world = World::new();
    let (mut client, accepted, container) = world.running().await;
    end_with_a_file(&container).await;
    client.end().await;
    client.vanish().await;
    let (mut client, _) = world.resume(&accepted, 0).await;
    client.end().await;
    assert_eq!(client.message().await, files(accepted.session));
}

#[tokio::test(start_paused = true)]
async fn a_program_that_wrote_nothing_and_one_that_never_ended_tell_nothing() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    container.say(told("early", "no")).await;
    finish(&container, Status::Code(0)).await;
    client.end().await;
    assert_eq!(client.settle().await, []);
    let (mut client, _, container) = world.running().await;
    container.close(crate::sandbox::Closed::default()).await;
    client.end().await;
    assert_eq!(client.settle().await, []);
}

#[tokio::test(start_paused = true)]
async fn the_files_of_another_session_are_not_given() {
    let world = World::new();
    let (mut client, accepted, container) = world.running().await;
    end_with_a_file(&container).await;
    client.end().await;
    let (mut stranger, _, _container) = world.running().await;
    let session = accepted.session;
    stranger.send(&ClientMessage::ReadFile(ReadFile { session, path: "out.csv".into() }));
    let answer = FileAnswer { session, path: "out.csv".into(), content: None };
    assert_eq!(stranger.message().await, ServerMessage::File(answer));
}
