//! The first words, and words that are none.

use protocol::server::RejectReason;

use super::super::CloseCode;
use super::*;

/// What the client sends last is answered in words and then with this close code.
async fn check_closes(client: &mut Client, code: CloseCode, words: &str) {
    let rejected = client.rejected().await;
    assert_eq!(rejected.reason, RejectReason::Invalid);
    assert!(rejected.message.contains(words), "{rejected:?}");
    let reason = client.closed().await;
    assert_eq!(reason.code, code, "{reason:?}");
    assert!(reason.words.contains(words), "{reason:?}");
    assert_eq!(client.next().await, None, "nothing follows a close");
}

#[tokio::test(start_paused = true)]
async fn hello_is_answered_with_languages_and_limits() {
    let world = World::new();
    let mut client = world.open();
    client.hello(None);
    let welcome = client.welcome().await;
    assert_eq!(welcome.protocol_version, PROTOCOL_VERSION);
    assert_eq!(welcome.limits, LIMITS);
    let languages: Vec<_> = welcome.runtimes.iter().map(|runtime| runtime.language.as_str()).collect();
    assert_eq!(languages, ["python", "java"]);
}

#[tokio::test(start_paused = true)]
async fn row_28_first_words_that_are_not_hello_close_the_socket() {
    let world = World::new();
    let text = |text: &str| Incoming::Text(text.into());
    let cases = [
        (text(r#"{"type":"stop"}"#), CloseCode::Protocol, "the first message has to be hello"),
        (text("hello?"), CloseCode::Protocol, "not a message"),
        (text(r#"{"type":"hello","protocol_version":99}"#), CloseCode::Protocol, "version 1"),
        (Incoming::Binary(vec![0; 9].into()), CloseCode::Protocol, "the first message has to be hello"),
        (Incoming::TooLarge, CloseCode::TooBig, "1000 bytes"),
    ];
    for (frame, code, words) in cases {
        let mut client = world.open();
        client.frame(frame);
        check_closes(&mut client, code, words).await;
    }
}

#[tokio::test(start_paused = true)]
async fn row_28_words_that_are_not_allowed_close_the_socket() {
    let world = World::new();
    let text = |text: &str| Incoming::Text(text.into());
    let cases = [
        (text(r#"{"type":"hello","protocol_version":1}"#), CloseCode::Protocol, "hello comes once"),
        (text(r#"{"type":"dance"}"#), CloseCode::Protocol, "not a message"),
        (text("{"), CloseCode::Protocol, "not a message"),
        (text(r#"{"type":"resize","cols":0,"rows":24}"#), CloseCode::Protocol, "size"),
        (text(r#"{"type":"resize","cols":80,"rows":1001}"#), CloseCode::Protocol, "size"),
        (Incoming::Binary(vec![0; 7].into()), CloseCode::Protocol, "8 bytes of offset"),
        (Incoming::TooLarge, CloseCode::TooBig, "1000 bytes"),
    ];
    for (frame, code, words) in cases {
        let mut client = world.connect().await;
        client.frame(frame);
        check_closes(&mut client, code, words).await;
    }
}

/// It was about the run before this one, and under way when this one took its place.
#[tokio::test(start_paused = true)]
async fn an_ack_of_what_was_never_sent_changes_nothing() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    client.ack(7);
    idle().await;
    container.say(output("hello")).await;
    container.say(exited(launcher::messages::Status::Code(0))).await;
    assert_eq!(client.end().await.name(), "FINISHED");
    assert_eq!(client.output, b"hello");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_says_nothing_is_let_go() {
    let world = World::new();
    let mut client = world.open();
    let reason = client.closed().await;
    assert_eq!(reason.code, CloseCode::Policy);
    assert!(reason.words.contains("no hello"), "{reason:?}");
}

#[tokio::test(start_paused = true)]
async fn row_24_a_silent_socket_is_dropped_and_one_that_answers_pings_is_not() {
    let world = World::new();
    let mut silent = world.connect().await;
    let mut alive = world.connect().await;
    let hour = Duration::from_hours(1);
    let _ = timeout(hour, alive.next()).await.expect_err("nothing comes but pings");
    assert!(silent.served.is_finished());
    assert!(!alive.served.is_finished());
    silent.from_server.close();
}

#[tokio::test(start_paused = true)]
async fn a_bad_run_is_refused_and_the_socket_lives_on() {
    let world = World::new();
    let mut client = world.connect().await;
    let with_file = |path: &str, content: &str| {
        let mut request = request("python");
        request.files = vec![SourceFile::text(path, content)];
        request
    };
    let mut no_entry = request("python");
    no_entry.entry = Some("other".into());
    let cases = [
        (request("cobol"), "no language \"cobol\""),
        (with_file("../main", ""), "leads out"),
        (with_file("main", &"x".repeat(1001)), "1000 bytes together"),
        (no_entry, "\"other\", is not among"),
    ];
    for (request, words) in cases {
        client.send(&ClientMessage::Run(request));
        let rejected = client.rejected().await;
        assert_eq!(rejected.reason, RejectReason::Invalid);
        assert!(rejected.message.contains(words), "{rejected:?}");
    }
    client.run().await;
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_goes_and_comes_is_told_and_refuses_meanwhile() {
    let world = World::new();
    let mut client = world.connect().await;
    world.engine_up.send_replace(false);
    assert_eq!(client.notice().await, NoticeKind::EngineDown);
    client.send(&ClientMessage::Run(request("python")));
    let rejected = client.rejected().await;
    assert_eq!(rejected.reason, RejectReason::Busy);
    assert!(rejected.message.contains("Docker does not answer"), "{rejected:?}");
    assert!(rejected.retry_after_ms.is_some());
    let mut late = world.connect().await;
    assert_eq!(late.notice().await, NoticeKind::EngineDown, "who comes later is told too");
    world.engine_up.send_replace(true);
    assert_eq!(client.notice().await, NoticeKind::EngineUp);
    assert_eq!(late.notice().await, NoticeKind::EngineUp);
    client.run().await;
}
