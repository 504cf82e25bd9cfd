//! The control messages as they cross the socket, letter by letter: these are version 1. A test that
//! fails here means that clients of this version break.

use madang_protocol::client::{Ack, Hello, ReadFile, Resume, Visibility, VisibilityState};
use madang_protocol::program::{Diagnostics, FileContent, Innermost};
use madang_protocol::server::{
    Accepted, FileAnswer, Files, IdleWarning, Notice, NoticeKind, QueuePosition, RejectReason, Rejected,
    Resumed, StateChange, StdinAck, Welcome, WrittenFile,
};
use madang_protocol::state::End;
use madang_protocol::{
    ClientMessage, Clock, Io, Limits, Outcome, Phase, ResumeToken, RunRequest, RunState, Runtime,
    ServerMessage, SessionId, SourceFile, StopReason, TerminalSize, Usage,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A message is written like this, and read from it.
#[track_caller]
fn check<M: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(message: &M, json: &str) {
    assert_eq!(serde_json::to_string(message).expect("messages are JSON"), json);
    assert_eq!(&read::<M>(json), message);
}

#[track_caller]
fn read<M: DeserializeOwned>(json: &str) -> M {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn is_refused<M: DeserializeOwned>(json: &str) -> bool {
    serde_json::from_str::<M>(json).is_err()
}

fn session() -> SessionId {
    SessionId::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_099a_8057)
}

#[test]
fn hello() {
    let message = ClientMessage::Hello(Hello { protocol_version: 1, resume: None });
    check(&message, r#"{"type":"hello","protocol_version":1}"#);
}

#[test]
fn hello_that_resumes() {
    let resume = Resume { session: session(), token: ResumeToken::new("secret"), offset: 12345 };
    check(
        &ClientMessage::Hello(Hello { protocol_version: 1, resume: Some(resume) }),
        r#"{"type":"hello","protocol_version":1,"resume":{"session":"01890a5d-ac96-774b-bcce-b302099a8057","token":"secret","offset":12345}}"#,
    );
}

#[test]
fn run_in_a_terminal() {
    check(
        &ClientMessage::Run(RunRequest {
            language: "python".to_owned(),
            files: vec![SourceFile::text("main.py", "print('마당')")],
            entry: None,
            args: vec![],
            io: Io::Terminal(TerminalSize { cols: 80, rows: 24 }),
        }),
        r#"{"type":"run","language":"python","files":[{"path":"main.py","content":"print('마당')"}],"args":[],"io":{"mode":"terminal","cols":80,"rows":24}}"#,
    );
}

#[test]
fn run_with_pipes() {
    let content = FileContent::Base64("AP8=".to_owned());
    check(
        &ClientMessage::Run(RunRequest {
            language: "java".to_owned(),
            files: vec![SourceFile { path: "data.bin".to_owned(), content }],
            entry: Some("App.java".to_owned()),
            args: vec!["-v".to_owned()],
            io: Io::Pipes,
        }),
        r#"{"type":"run","language":"java","files":[{"path":"data.bin","base64":"AP8="}],"entry":"App.java","args":["-v"],"io":{"mode":"pipes"}}"#,
    );
}

#[test]
fn run_without_args() {
    let json = r#"{"type":"run","language":"python","files":[],"io":{"mode":"pipes"}}"#;
    let ClientMessage::Run(request) = read(json) else { panic!("not a run") };
    assert_eq!((request.args, request.entry), (vec![], None));
}

#[test]
fn client_messages_of_a_running_program() {
    check(&ClientMessage::Ack(Ack { offset: 4096 }), r#"{"type":"ack","offset":4096}"#);
    let size = TerminalSize { cols: 100, rows: 30 };
    check(&ClientMessage::Resize(size), r#"{"type":"resize","cols":100,"rows":30}"#);
    check(&ClientMessage::StdinClose, r#"{"type":"stdin_close"}"#);
    check(&ClientMessage::KeepRunning, r#"{"type":"keep_running"}"#);
    check(&ClientMessage::Ping, r#"{"type":"ping"}"#);
    for (state, json) in [
        (VisibilityState::Visible, r#"{"type":"visibility","state":"visible"}"#),
        (VisibilityState::Hidden, r#"{"type":"visibility","state":"hidden"}"#),
    ] {
        check(&ClientMessage::Visibility(Visibility { state }), json);
    }
    check(&ClientMessage::Stop, r#"{"type":"stop"}"#);
}

#[test]
fn welcome() {
    let runtime = Runtime {
        language: "python".to_owned(),
        name: "Python".to_owned(),
        version: "3.13.5".to_owned(),
        entry: "main.py".to_owned(),
        extension: "py".to_owned(),
        example: "print()\n".to_owned(),
        diagnostics: Some(Diagnostics {
            location: vec!["(?<file>a):(?<line>1)".to_owned()],
            message: vec!["(?<message>b)".to_owned()],
            innermost: Innermost::Last,
        }),
    };
    let limits = Limits {
        files_max: 1,
        source_bytes_max: 2,
        output_bytes_max: 3,
        output_window_bytes: 4,
        input_window_bytes: 5,
    };
    check(
        &ServerMessage::Welcome(Welcome { protocol_version: 1, runtimes: vec![runtime], limits }),
        r#"{"type":"welcome","protocol_version":1,"runtimes":[{"language":"python","name":"Python","version":"3.13.5","entry":"main.py","extension":"py","example":"print()\n","diagnostics":{"location":["(?<file>a):(?<line>1)"],"message":["(?<message>b)"],"innermost":"last"}}],"limits":{"files_max":1,"source_bytes_max":2,"output_bytes_max":3,"output_window_bytes":4,"input_window_bytes":5}}"#,
    );
}

#[test]
fn accepted() {
    check(
        &ServerMessage::Accepted(Accepted { session: session(), resume_token: ResumeToken::new("secret") }),
        r#"{"type":"accepted","session":"01890a5d-ac96-774b-bcce-b302099a8057","resume_token":"secret"}"#,
    );
}

#[test]
fn rejected() {
    let reasons = [
        (RejectReason::Busy, "busy"),
        (RejectReason::Invalid, "invalid"),
        (RejectReason::RateLimited, "rate_limited"),
        (RejectReason::TooManyConnections, "too_many_connections"),
        (RejectReason::AlreadyRunning, "already_running"),
        (RejectReason::UnknownSession, "unknown_session"),
    ];
    for (reason, name) in reasons {
        check(
            &ServerMessage::Rejected(Rejected {
                reason,
                message: "why".to_owned(),
                retry_after_ms: Some(2000),
            }),
            &format!(r#"{{"type":"rejected","reason":"{name}","message":"why","retry_after_ms":2000}}"#),
        );
    }
    check(
        &ServerMessage::Rejected(Rejected {
            reason: RejectReason::Invalid,
            message: "why".to_owned(),
            retry_after_ms: None,
        }),
        r#"{"type":"rejected","reason":"invalid","message":"why"}"#,
    );
}

#[test]
fn resumed() {
    check(
        &ServerMessage::Resumed(Resumed {
            session: session(),
            from: 12345,
            acked: 12000,
            output_end: 13000,
            stdin_offset: 17,
            stdin_received: 19,
            cols: 80,
            rows: 24,
        }),
        r#"{"type":"resumed","session":"01890a5d-ac96-774b-bcce-b302099a8057","from":12345,"acked":12000,"output_end":13000,"stdin_offset":17,"stdin_received":19,"cols":80,"rows":24}"#,
    );
}

/// Checks a state's own part of its message.
#[track_caller]
fn check_state(state: RunState, json: &str) {
    check(
        &ServerMessage::State(StateChange { session: session(), state }),
        &format!(r#"{{"type":"state","session":"01890a5d-ac96-774b-bcce-b302099a8057",{json}}}"#),
    );
}

#[test]
fn states_before_the_end() {
    check_state(RunState::Ready, r#""state":"READY""#);
    check_state(RunState::Running { phase: Phase::Compiling }, r#""state":"RUNNING","phase":"compiling""#);
    check_state(RunState::Running { phase: Phase::Running }, r#""state":"RUNNING","phase":"running""#);
}

const END: &str = r#""output_end":5230,"usage":{"wall_ms":12,"cpu_ms":9,"memory_peak_bytes":8388608,"memory_limit_hit":false}"#;

fn end() -> End {
    let memory_peak_bytes = Some(8_388_608);
    End {
        output_end: 5230,
        usage: Usage { wall_ms: 12, cpu_ms: Some(9), memory_peak_bytes, memory_limit_hit: false },
    }
}

#[test]
fn finished() {
    let outcomes = [
        (Outcome::Exited { code: 0 }, r#"{"kind":"exited","code":0}"#),
        (Outcome::Signaled { signal: "SIGSEGV".to_owned() }, r#"{"kind":"signaled","signal":"SIGSEGV"}"#),
        (
            Outcome::OutOfMemory { limit_bytes: 268_435_456 },
            r#"{"kind":"out_of_memory","limit_bytes":268435456}"#,
        ),
        (Outcome::OutputLimit, r#"{"kind":"output_limit"}"#),
        (Outcome::CompileFailed { code: 1 }, r#"{"kind":"compile_failed","code":1}"#),
        (Outcome::SystemError { message: "why".to_owned() }, r#"{"kind":"system_error","message":"why"}"#),
    ];
    for (outcome, json) in outcomes {
        check_state(
            RunState::Finished { outcome, end: end() },
            &format!(r#""state":"FINISHED","outcome":{json},{END}"#),
        );
    }
}

#[test]
fn stopped() {
    let reasons = [
        (StopReason::User, "user"),
        (StopReason::Disconnected, "disconnected"),
        (StopReason::Shutdown, "shutdown"),
    ];
    for (reason, name) in reasons {
        check_state(
            RunState::Stopped { reason, end: end() },
            &format!(r#""state":"STOPPED","reason":"{name}",{END}"#),
        );
    }
}

#[test]
fn timeout() {
    let clocks =
        [(Clock::Compile, "compile"), (Clock::Cpu, "cpu"), (Clock::Idle, "idle"), (Clock::Wall, "wall")];
    for (clock, name) in clocks {
        check_state(
            RunState::Timeout { clock, end: end() },
            &format!(r#""state":"TIMEOUT","clock":"{name}",{END}"#),
        );
    }
}

#[test]
fn usage_that_the_host_does_not_tell_is_absent() {
    let usage = Usage { wall_ms: 7, ..Usage::default() };
    check_state(
        RunState::Stopped { reason: StopReason::User, end: End { output_end: u64::MAX, usage } },
        r#""state":"STOPPED","reason":"user","output_end":18446744073709551615,"usage":{"wall_ms":7,"memory_limit_hit":false}"#,
    );
}

#[test]
fn server_messages_of_a_running_program() {
    check(
        &ServerMessage::Queue(QueuePosition { position: 2, length: 5 }),
        r#"{"type":"queue","position":2,"length":5}"#,
    );
    check(&ServerMessage::StdinAck(StdinAck { offset: 17 }), r#"{"type":"stdin_ack","offset":17}"#);
    check(
        &ServerMessage::IdleWarning(IdleWarning { ends_in_ms: 60000 }),
        r#"{"type":"idle_warning","ends_in_ms":60000}"#,
    );
}

#[test]
fn files_that_a_program_wrote() {
    let path = "out.csv".to_owned();
    check(
        &ClientMessage::ReadFile(ReadFile { session: session(), path: path.clone() }),
        r#"{"type":"read_file","session":"01890a5d-ac96-774b-bcce-b302099a8057","path":"out.csv"}"#,
    );
    let files = vec![WrittenFile { path: path.clone(), bytes: 1229, readable: true }];
    check(
        &ServerMessage::Files(Files { session: session(), files, complete: false }),
        r#"{"type":"files","session":"01890a5d-ac96-774b-bcce-b302099a8057","files":[{"path":"out.csv","bytes":1229,"readable":true}],"complete":false}"#,
    );
    for (content, json) in [
        (Some(FileContent::Text("1,2".to_owned())), r#","content":"1,2"}"#),
        (Some(FileContent::Base64("AP8=".to_owned())), r#","base64":"AP8="}"#),
        (None, "}"),
    ] {
        let start = r#"{"type":"file","session":"01890a5d-ac96-774b-bcce-b302099a8057","path":"out.csv""#;
        let answer = FileAnswer { session: session(), path: path.clone(), content };
        check(&ServerMessage::File(answer), &format!("{start}{json}"));
    }
}

#[test]
fn notices_and_the_answer_to_a_ping() {
    let kinds = [
        (NoticeKind::TakenOver, "taken_over"),
        (NoticeKind::Draining, "draining"),
        (NoticeKind::EngineDown, "engine_down"),
        (NoticeKind::EngineUp, "engine_up"),
    ];
    check(&ServerMessage::Pong, r#"{"type":"pong"}"#);
    for (kind, name) in kinds {
        check(&ServerMessage::Notice(Notice { kind }), &format!(r#"{{"type":"notice","kind":"{name}"}}"#));
    }
}

#[test]
fn unknown_fields_are_ignored_wherever_they_are() {
    let stop: ClientMessage = read(r#"{"later":[1,{"x":2}],"type":"stop","more":null}"#);
    assert_eq!(stop, ClientMessage::Stop);

    let run: ClientMessage = read(
        r#"{"type":"run","priority":9,"language":"python","files":[{"path":"a","mode":7,"content":"x","later":1}],"io":{"mode":"terminal","cols":8,"rows":2,"pixels":1}}"#,
    );
    let ClientMessage::Run(request) = run else { panic!("not a run") };
    assert_eq!(request.files, [SourceFile::text("a", "x")]);
    assert_eq!(request.io, Io::Terminal(TerminalSize { cols: 8, rows: 2 }));

    let state: ServerMessage = read(&format!(
        r#"{{"type":"state","session":"{}","later":{{}},"state":"FINISHED","outcome":{{"kind":"exited","code":3,"later":1}},"output_end":1,"usage":{{"wall_ms":2,"memory_limit_hit":true,"later":1}}}}"#,
        session()
    ));
    let ServerMessage::State(change) = state else { panic!("not a state") };
    assert_eq!(change.state.name(), "FINISHED");
}

#[test]
fn the_order_of_fields_means_nothing() {
    let state =
        format!(r#"{{"phase":"running","state":"RUNNING","session":"{}","type":"state"}}"#, session());
    let state: ServerMessage = read(&state);
    let running = RunState::Running { phase: Phase::Running };
    assert_eq!(state, ServerMessage::State(StateChange { session: session(), state: running }));
}

#[test]
fn what_is_not_a_message_is_refused() {
    let not_messages = [
        "",
        "null",
        "[]",
        "\"stop\"",
        "{}",
        r#"{"type":null}"#,
        r#"{"type":"Stop"}"#,
        r#"{"type":"welcome"}"#,
        r#"{"type":"hello"}"#,
        r#"{"type":"hello","protocol_version":-1}"#,
        r#"{"type":"ack"}"#,
        r#"{"type":"ack","offset":-1}"#,
        r#"{"type":"ack","offset":1.5}"#,
        r#"{"type":"ack","offset":"1"}"#,
        r#"{"type":"resize","cols":65536,"rows":1}"#,
        r#"{"type":"run","language":"python","files":[{"path":"a"}],"io":{"mode":"pipes"}}"#,
        r#"{"type":"run","language":"python","files":[],"io":{"mode":"socket"}}"#,
        r#"{"type":"run","language":"python","files":[]}"#,
        r#"{"type":"hello","protocol_version":1,"resume":{"session":"../../etc","token":"t","offset":0}}"#,
        r#"{"type":"stop"} {"type":"stop"}"#,
    ];
    for json in not_messages {
        assert!(is_refused::<ClientMessage>(json), "{json}");
    }
    assert!(is_refused::<ServerMessage>(r#"{"type":"later"}"#));
    assert!(is_refused::<ServerMessage>(r#"{"type":"notice","kind":"later"}"#));
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let depth = 100_000;
    let json = format!(r#"{{"type":"stop","x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(is_refused::<ClientMessage>(&json));
}

#[test]
fn a_resume_token_cannot_reach_a_log_by_accident() {
    let accepted = Accepted { session: session(), resume_token: ResumeToken::new("hunter2") };
    assert!(!format!("{:?}", ServerMessage::Accepted(accepted)).contains("hunter2"));
}
