//! Two sockets and one run: the newest has it.

use protocol::server::NoticeKind;
use protocol::{ClientMessage, RunState, StopReason};

use crate::client::{Client, python};
use crate::support::Installation;

#[tokio::test]
async fn the_newest_socket_has_the_run_and_the_older_one_is_told_and_lives_on() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut old = Client::connect(&server).await;
    let accepted = old.run(python("while True:\n    print('heard', input())\n")).await;
    old.feed(b"one\r").await;
    old.output_with("heard one\n").await;
    let (mut new, resumed) = Client::resume(&server, &accepted, 0).await;
    assert_eq!((resumed.from, resumed.stdin_offset), (0, 4));
    old.notice(NoticeKind::TakenOver).await;
    // What the older one types and wants stopped is not its own any more.
    old.input(4, b"old\r").await;
    old.send(&ClientMessage::Stop).await;
    old.run(python("print('another')\n")).await;
    old.end().await;
    assert_eq!(old.text(), "another\n");
    new.input(4, b"two\r").await;
    new.output_with("heard two\n").await;
    assert_eq!(new.text(), "one\nheard one\ntwo\nheard two\n");
    new.send(&ClientMessage::Stop).await;
    assert!(matches!(new.end().await, RunState::Stopped { reason: StopReason::User, .. }));
    installation.stop(server).await;
}
