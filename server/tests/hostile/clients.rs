//! Clients that keep no rule of the protocol, and pages of somewhere else.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use protocol::client::{Ack, Hello, ReadFile, Resume, Visibility, VisibilityState};
use protocol::server::RejectReason;
use protocol::{
    ClientMessage, Clock, InputFrame, PROTOCOL_VERSION, ResumeToken, RunRequest, RunState, ServerMessage,
    SessionId, SourceFile, StopReason, TerminalSize,
};
use testing::client::{Acks, Client, program, python};
use testing::random::Random;
use testing::server::{Installation, Server};
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::raw::{Raw, TEXT, frame};
use crate::support::{Scene, exit_code, piped};

const MIB: u64 = 1024 * 1024;

#[tokio::test]
async fn row_09_every_page_has_a_policy_of_its_own_and_no_script_that_it_does_not_name() {
    let installation = Installation::new(&[]).await;
    let server = installation.listen().await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let mut raw = Raw::connect(&server).await;
        raw.send(format!("GET / HTTP/1.0\r\nHost: {}\r\n\r\n", server.address).as_bytes()).await;
        let page = String::from_utf8(raw.rest().await).unwrap();
        let policy = page.lines().find_map(|line| line.strip_prefix("content-security-policy: ")).unwrap();
        let scripts = policy.split("; ").find(|part| part.starts_with("script-src ")).unwrap();
        assert!(!scripts.contains("'unsafe-inline'") && !scripts.contains("'unsafe-eval'"), "{policy}");
        let nonce = scripts.split_once("'nonce-").unwrap().1.split('\'').next().unwrap().to_owned();
        let tags = page.split("<script").skip(1).filter_map(|rest| rest.split('>').next());
        // Browsers run no JSON.
        let tags: Vec<_> = tags.filter(|tag| !tag.contains("type=\"application/json\"")).collect();
        assert!(!tags.is_empty() && tags.iter().all(|tag| tag.contains(&nonce)), "{nonce}: {tags:?}");
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
    installation.stop(server).await;
}

#[tokio::test]
#[ignore = "waits for the minute after which a silent socket is given up"]
async fn row_24_a_network_that_is_gone_without_a_word_ends_the_run_after_the_grace_period() {
    let mut scene = Scene::new(&[("MADANG_GRACE_S", "1")]).await;
    scene.client.run(python("print('up')\ninput()\n")).await;
    scene.client.output_with("up").await;
    // From here on nobody answers its pings. The socket stays open.
    scene.installation.until_no_container(Duration::from_secs(75)).await;
    assert_eq!(scene.installation.sessions(), 0);
    scene.end().await;
}

#[tokio::test]
async fn row_25_a_program_whose_output_nobody_acks_ends_by_the_idle_clock() {
    let mut scene = Scene::new(&[("MADANG_CLOCK_IDLE_S", "3")]).await;
    scene.client.acks = Acks::None;
    let before = scene.server.memory();
    scene.client.run(python("while True: print('y')\n")).await;
    let state = scene.client.ending().await;
    assert!(matches!(state, RunState::Timeout { clock: Clock::Idle, .. }), "{state:?}");
    let grown = scene.server.memory().saturating_sub(before);
    assert!(grown < 8 * MIB, "the server's memory grew by {grown} bytes");
    scene.end().await;
}

/// Asks for a session with a token, and returns why it is not given.
async fn refused(server: &Server, session: SessionId, token: ResumeToken) -> RejectReason {
    let mut client = Client::greet(server, Some(Resume { session, token, offset: 0 })).await;
    client.rejected().await.reason
}

#[tokio::test]
async fn row_27_what_comes_at_the_wrong_time_has_a_defined_answer() {
    let mut scene = Scene::new(&[]).await;
    let waiting = "print('waiting')\ninput()\n";
    let first = scene.client.run(python(waiting)).await;
    scene.client.output_with("waiting").await;
    scene.client.send(&ClientMessage::Run(python(waiting))).await;
    assert_eq!(scene.client.rejected().await.reason, RejectReason::AlreadyRunning);
    let mut other = Client::connect(&scene.server).await;
    let foreign = other.run(python(waiting)).await;
    for (session, token) in [
        (first.session, foreign.resume_token.clone()),
        (SessionId::new(), first.resume_token.clone()),
        (first.session, serde_json::from_str("\"\"").unwrap()),
    ] {
        assert_eq!(refused(&scene.server, session, token).await, RejectReason::UnknownSession);
    }
    for _ in 0..3 {
        scene.client.send(&ClientMessage::Stop).await;
    }
    let state = scene.client.end().await;
    assert!(matches!(state, RunState::Stopped { reason: StopReason::User, .. }), "{state:?}");
    scene.client.send(&ClientMessage::Stop).await;
    // An ended one is its owner's only, and ends the same again.
    let token = foreign.resume_token.clone();
    assert_eq!(refused(&scene.server, first.session, token).await, RejectReason::UnknownSession);
    let (mut again, _) = Client::resume(&scene.server, &first, 0).await;
    assert_eq!(again.end().await, state);
    scene.client.run(python("print('the next')\n")).await;
    assert_eq!(exit_code(&scene.client.end().await), 0);
    drop((other, again));
    scene.end().await;
}

/// Any message, most of them at the wrong time.
fn message(random: &mut Random) -> Message {
    let offset = random.below(200);
    let path = "main.py".to_owned();
    let said = match random.below(12) {
        0 => return Message::binary(InputFrame { offset, bytes: b"typed\r" }.encode()),
        1 => ClientMessage::Ack(Ack { offset }),
        2 => ClientMessage::Resize(TerminalSize { cols: random.below(1200) as u16, rows: 24 }),
        3 => ClientMessage::StdinClose,
        4 => ClientMessage::KeepRunning,
        5 => ClientMessage::Visibility(Visibility { state: VisibilityState::Hidden }),
        6 => ClientMessage::ReadFile(ReadFile { session: SessionId::new(), path }),
        7 => ClientMessage::Ping,
        8 => ClientMessage::Hello(Hello { protocol_version: PROTOCOL_VERSION, resume: None }),
        9 => ClientMessage::Stop,
        _ => ClientMessage::Run(python("for n in range(99): print(n)\nprint(input())\n")),
    };
    Message::text(serde_json::to_string(&said).unwrap())
}

/// One socket on which random messages are said, until the server has had enough.
async fn say_anything(server: &Server, random: &mut Random) {
    let address = format!("ws://{}{}", server.address, protocol::WEBSOCKET_PATH);
    let (mut socket, _) = connect_async(address).await.unwrap();
    let hello = ClientMessage::Hello(Hello { protocol_version: PROTOCOL_VERSION, resume: None });
    socket.send(Message::text(serde_json::to_string(&hello).unwrap())).await.unwrap();
    for _ in 0..random.below(60) {
        let sent = socket.send(message(random)).await;
        if sent.is_err() {
            return;
        }
        // Half of what is answered is read, as far as it has come.
        if random.below(2) == 0 {
            let _ = timeout(Duration::from_millis(20), socket.next()).await;
        }
    }
}

#[tokio::test]
async fn row_27_messages_in_any_order_leave_nothing_and_break_nothing() {
    let mut scene = Scene::new(&[("MADANG_GRACE_S", "0"), ("MADANG_GRACE_HIDDEN_S", "0")]).await;
    let mut random = Random::new();
    for _ in 0..20 {
        say_anything(&scene.server, &mut random).await;
    }
    scene.client.run(python("print('still well')\n")).await;
    assert_eq!(exit_code(&scene.client.end().await), 0);
    scene.installation.until_no_container(Duration::from_secs(20)).await;
    scene.end().await;
}

#[tokio::test]
async fn row_28_what_is_no_message_is_answered_in_words_and_closes_the_socket() {
    let installation = Installation::new(&[]).await;
    let server = installation.listen().await;
    let deep = |open: &str, close: &str| {
        format!(r#"{{"type":"ping","x":{}1{}}}"#, open.repeat(100_000), close.repeat(100_000))
    };
    for text in [
        String::new(),
        "{".into(),
        "null".into(),
        "[]".into(),
        "\"ping\"".into(),
        "{}".into(),
        r#"{"type":"later"}"#.into(),
        r#"{"type":"ack"}"#.into(),
        r#"{"type":"ack","offset":-1}"#.into(),
        r#"{"type":"ack","offset":1e400}"#.into(),
        r#"{"type":"resize","cols":65536,"rows":1}"#.into(),
        r#"{"type":"resize","cols":0,"rows":1}"#.into(),
        r#"{"type":"run","language":7}"#.into(),
        r#"{"type":"hello","protocol_version":1}"#.into(),
        "\u{0}\u{feff}".into(),
        deep("[", "]"),
        deep(r#"{"x":"#, "}"),
    ] {
        let mut client = Client::connect(&server).await;
        client.send_text(text.clone()).await;
        let rejected = client.rejected().await;
        assert_eq!(rejected.reason, RejectReason::Invalid, "{text:.80}");
        assert!((10..500).contains(&rejected.message.len()), "{text:.80}: {}", rejected.message);
        assert_eq!(u16::from(client.closed().await.code), 1002, "{text:.80}");
    }
    installation.stop(server).await;
}

#[tokio::test]
async fn row_28_frames_that_break_the_sockets_own_rules_end_it() {
    let installation = Installation::new(&[]).await;
    let server = installation.listen().await;
    let mut endless = frame(0x01, b"[");
    (0..200).for_each(|_| endless.extend(frame(0x00, &vec![b'['; 60_000])));
    for (what, bytes) in [
        ("no mask", vec![TEXT, 2, b'{', b'}']),
        ("a reserved opcode", frame(0x83, b"x")),
        ("a reserved bit", frame(0xc1, b"x")),
        ("invalid UTF-8", frame(TEXT, &[0xff, 0xfe])),
        ("a ping in parts", frame(0x09, b"x")),
        ("a ping that is too long", frame(0x89, &[b'x'; 126])),
        ("a continuation of nothing", frame(0x80, b"x")),
        ("two beginnings", [frame(0x01, b"x"), frame(TEXT, b"x")].concat()),
        ("a close of one byte", frame(0x88, b"x")),
        ("a length without end", [vec![0x82, 0xff], vec![0x7f; 8], vec![0; 16]].concat()),
        ("a message without end", endless),
        ("another protocol", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()),
    ] {
        let mut raw = Raw::greeted(&server).await;
        raw.send(&bytes).await;
        let answer = raw.rest().await;
        let answer = String::from_utf8_lossy(&answer);
        let large = what.ends_with("without end");
        let words =
            if large { "too large: a program's files" } else { "that is no frame as RFC 6455 has them" };
        // As a message, and in the close frame.
        assert_eq!(answer.matches(words).count(), 2, "{what}: {answer}");
        assert_eq!(server.get("/healthz").await.0, 200, "after {what}");
    }
    installation.stop(server).await;
}

#[tokio::test]
async fn row_28_random_bytes_break_nothing() {
    let installation = Installation::new(&[]).await;
    let server = installation.listen().await;
    let before = server.memory();
    let mut random = Random::new();
    for number in 0..300 {
        // Some speak no HTTP, and some begin as a good client.
        let mut raw = if number % 3 == 0 { Raw::connect(&server).await } else { Raw::greeted(&server).await };
        let bytes: Vec<u8> = (0..random.below(2000)).map(|_| random.number() as u8).collect();
        raw.send(&if number % 3 == 1 { frame(0x82, &bytes) } else { bytes }).await;
    }
    assert_eq!(server.get("/healthz").await.0, 200);
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 64 * MIB, "the server's memory grew by {grown} bytes");
    installation.stop(server).await;
}

#[tokio::test]
async fn row_29_too_much_source_is_refused_with_its_limit_and_none_runs() {
    let mut scene = Scene::new(&[]).await;
    let mut many = python("");
    many.files.extend((0..10_000).map(|number| SourceFile::text(format!("f{number}"), "")));
    scene.client.send(&ClientMessage::Run(many)).await;
    let rejected = scene.client.rejected().await;
    assert!(rejected.message.contains("may have 64 files, this one has 10001"), "{rejected:?}");
    let large = python(&"#".repeat(MIB as usize + 1));
    scene.client.send(&ClientMessage::Run(large)).await;
    let rejected = scene.client.rejected().await;
    assert!(rejected.message.contains("may have 1048576 bytes together"), "{rejected:?}");
    scene.client.run(python("")).await;
    assert_eq!((exit_code(&scene.client.end().await), scene.client.here()), (0, 0));
    let before = scene.server.memory();
    let mut raw = Raw::greeted(&scene.server).await;
    // What the frame announces is refused before it comes.
    raw.send(&[&[TEXT, 0xff][..], &(100_u64 << 20).to_be_bytes(), &[b' '; 1 << 13]].concat()).await;
    let answer = String::from_utf8_lossy(&raw.rest().await).into_owned();
    assert!(answer.contains("too large: a program's files may have 1048576 bytes together"), "{answer}");
    let grown = scene.server.memory().saturating_sub(before);
    assert!(grown < 16 * MIB, "the server's memory grew by {grown} bytes");
    scene.end().await;
}

/// Names that lead nowhere else, however they look.
const ODD_NAMES: [&str; 12] = [
    "-rf",
    "--help",
    "-c",
    "$(touch pwned).py",
    "`touch pwned`",
    "; touch pwned",
    "a b",
    "*",
    "..x",
    "🙂.py",
    "안녕/마당.py",
    "@list",
];

#[tokio::test]
async fn row_30_odd_names_are_only_names() {
    let mut scene = Scene::new(&[]).await;
    let list = "import os\nfor top, _, files in os.walk('.'):\n    for name in files: print(os.path.join(top, name))\n";
    let long = "x".repeat(250);
    let names = || ODD_NAMES.into_iter().chain([long.as_str()]);
    let mut request = piped(list);
    request.files.extend(names().map(|name| SourceFile::text(name, "")));
    request.args = ODD_NAMES.map(str::to_owned).to_vec();
    request.files[0].content =
        protocol::program::FileContent::Text(format!("{list}import sys\nprint(sys.argv[1:])\n"));
    scene.client.run(request).await;
    assert_eq!(exit_code(&scene.client.end().await), 0);
    let text = scene.client.text();
    let (files, arguments) = text.trim_end().rsplit_once('\n').unwrap();
    let mut printed: Vec<_> = files.lines().collect();
    let mut expected: Vec<_> = names().chain(["main.py"]).map(|name| format!("./{name}")).collect();
    printed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(printed, expected);
    assert_eq!(arguments.replace('\'', "\""), format!("{ODD_NAMES:?}"));
    scene.end().await;
}

#[tokio::test]
async fn row_30_a_program_of_any_name_is_started_and_nothing_else_is() {
    let mut scene = Scene::new(&[]).await;
    let named = |language: &str, name: &str, source: &str| RunRequest {
        entry: Some(name.to_owned()),
        ..program(language, name, source)
    };
    for name in ODD_NAMES {
        scene.client.run(named("python", name, "import os\nprint(len(os.listdir()), __file__)\n")).await;
        assert_eq!(exit_code(&scene.client.end().await), 0, "{name}: {}", scene.client.text());
        assert!(scene.client.text().starts_with("1 ") && scene.client.text().contains(name), "{name}");
    }
    for name in ["--eval.js", "-p.js", "$(touch pwned).js", "마당 🙂.js"] {
        let source = "process.stdout.write(String(require('fs').readdirSync('.').length))";
        scene.client.run(named("javascript", name, source)).await;
        assert_eq!(exit_code(&scene.client.end().await), 0, "{name}: {}", scene.client.text());
        assert_eq!(scene.client.text(), "1", "{name}");
    }
    scene.end().await;
}

#[tokio::test]
async fn row_30_names_that_lead_elsewhere_are_refused_in_words() {
    let mut scene = Scene::new(&[]).await;
    let long = "가".repeat(300);
    for name in
        ["../x", "/etc/x", "a/../../b", "..", ".", "", "a//b", "a/", "a\0b", "two\nlines", long.as_str()]
    {
        scene.client.send(&ClientMessage::Run(program("python", name, ""))).await;
        let rejected = scene.client.rejected().await;
        assert_eq!(rejected.reason, RejectReason::Invalid, "{name}");
        assert!(rejected.message.contains("cannot be a file's name"), "{rejected:?}");
    }
    scene.client.send(&ClientMessage::Ping).await;
    assert_eq!(scene.client.message().await, ServerMessage::Pong);
    scene.end().await;
}

#[tokio::test]
async fn row_31_only_the_page_of_this_very_host_may_open_the_socket() {
    let installation = Installation::new(&[]).await;
    let server = installation.listen().await;
    let (host, port) = (server.address.to_string(), server.address.port());
    let own = format!("http://{host}");
    for (origin, host, expected) in [
        (Some(own.as_str()), host.as_str(), 101),
        (None, &host, 101),
        (Some("https://evil.example"), &host, 403),
        (Some("null"), &host, 403),
        (Some(""), &host, 403),
        (Some(&own.replace("http:", "https:")), &host, 403),
        (Some(&format!("{own}.evil.example")), &host, 403),
        (Some(&format!("{own}@evil.example")), &host, 403),
        (Some(&format!("http://localhost:{port}")), &host, 403),
        (Some(&format!("http://rebound.example:{port}")), &format!("rebound.example:{port}"), 403),
        (
            Some(&format!("http://127.0.0.1.evil.example:{port}")),
            &format!("127.0.0.1.evil.example:{port}"),
            403,
        ),
    ] {
        let headers: Vec<_> = [("Host", host)].into_iter().chain(origin.map(|it| ("Origin", it))).collect();
        let status = Raw::connect(&server).await.upgrade(&headers).await;
        assert_eq!(status, expected, "{headers:?}");
        let cookie = [headers.as_slice(), &[("Cookie", "madang=1")]].concat();
        let expected = if origin.is_none() { 403 } else { expected };
        assert_eq!(Raw::connect(&server).await.upgrade(&cookie).await, expected, "{cookie:?}");
    }
    installation.stop(server).await;
}
