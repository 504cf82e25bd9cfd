//! The conversation, played against a server made of messages.

use protocol::program::FileContent;
use protocol::server::{IdleWarning, Notice, QueuePosition, StdinAck, Welcome};
use protocol::state::End;
use protocol::{Limits, Outcome, Phase, ResumeToken, SourceFile, StopReason, Stream, Usage};

use protocol::client::Resume;
use protocol::server::Resumed;

use super::*;

pub(super) const FIRST: SessionId = SessionId::from_u128(1);
pub(super) const SECOND: SessionId = SessionId::from_u128(2);
pub(super) const SIZE: TerminalSize = TerminalSize { cols: 100, rows: 30 };

pub(super) fn request(code: &str) -> RunRequest {
    RunRequest {
        language: "python".into(),
        files: vec![SourceFile { path: "main.py".into(), content: FileContent::Text(code.into()) }],
        entry: None,
        args: Vec::new(),
        io: Io::Terminal(SIZE),
    }
}

pub(super) fn welcome() -> ServerMessage {
    let limits = Limits {
        files_max: 1,
        source_bytes_max: 1,
        output_bytes_max: 1,
        output_window_bytes: 1,
        input_window_bytes: 1,
    };
    ServerMessage::Welcome(Welcome { protocol_version: 1, runtimes: Vec::new(), limits })
}

fn accepted(session: SessionId) -> ServerMessage {
    ServerMessage::Accepted(Accepted { session, resume_token: ResumeToken::new("secret") })
}

pub(super) fn state(session: SessionId, state: RunState) -> ServerMessage {
    ServerMessage::State(StateChange { session, state })
}

pub(super) fn running() -> RunState {
    RunState::Running { phase: Phase::Running }
}

fn stopped(output_end: u64) -> RunState {
    RunState::Stopped { reason: StopReason::User, end: End { output_end, usage: Usage::default() } }
}

pub(super) fn finished(output_end: u64) -> RunState {
    let usage = Usage { wall_ms: 1234, ..Usage::default() };
    RunState::Finished { outcome: Outcome::Exited { code: 0 }, end: End { output_end, usage } }
}

pub(super) fn resumed(acked: u64, stdin_offset: u64) -> ServerMessage {
    ServerMessage::Resumed(Resumed {
        session: FIRST,
        from: 0,
        acked,
        output_end: 0,
        stdin_offset,
        stdin_received: stdin_offset,
        cols: SIZE.cols,
        rows: SIZE.rows,
    })
}

pub(super) fn frame(offset: u64, bytes: &[u8]) -> OutputFrame<'_> {
    OutputFrame { stream: Stream::Stdout, offset, bytes }
}

pub(super) fn online() -> Client {
    let mut client = Client::new();
    client.resized(SIZE);
    client.opened();
    client.message(welcome(), 0);
    client.take_effects();
    client
}

/// A client whose program runs since time 1000.
pub(super) fn with_run() -> Client {
    let mut client = online();
    client.run(request("1"), 900);
    client.message(accepted(FIRST), 950);
    client.message(state(FIRST, running()), 1000);
    client.take_effects();
    client
}

fn reconnect(client: &mut Client) -> Vec<Effect> {
    client.closed();
    client.retry();
    client.opened();
    client.message(welcome(), 0);
    client.take_effects()
}

#[test]
fn a_run_pressed_before_the_socket_is_open_is_sent_once_it_is() {
    let mut client = Client::new();
    client.run(request("1"), 0);
    assert_eq!(client.snapshot().run, RunView::Asked);
    assert_eq!(client.take_effects(), [Effect::Connect]);
    client.opened();
    client.message(welcome(), 0);
    let effects = client.take_effects();
    assert_eq!(effects[1..], [Effect::ResetTerminal, Effect::Send(ClientMessage::Run(request("1")))]);
}

#[test]
fn a_run_is_asked_for_at_the_present_size_of_the_terminal() {
    let mut client = online();
    client.resized(TerminalSize { cols: 40, rows: 10 });
    client.run(request("1"), 0);
    let Some(Effect::Send(ClientMessage::Run(sent))) = client.take_effects().pop() else { panic!("no run") };
    assert_eq!(sent.io, Io::Terminal(TerminalSize { cols: 40, rows: 10 }));
}

#[test]
fn the_end_is_written_after_the_last_byte_although_its_state_came_before() {
    let mut client = with_run();
    client.message(state(FIRST, finished(3)), 2000);
    assert_eq!(client.take_effects(), [], "three bytes are still to come");
    client.output(&frame(0, b"abc"), 2001);
    let written =
        Effect::Write { stream: Stream::Stdout, bytes: b"abc".to_vec(), end: 3, replies: Replies::Allowed };
    assert_eq!(client.take_effects(), [written, Effect::WriteEnd(finished(3))]);
    client.parsed(FIRST, 3);
    assert_eq!(client.take_effects(), [Effect::Send(ClientMessage::Ack(Ack { offset: 3 }))]);
}

#[test]
fn run_while_running_stops_waits_for_the_whole_output_and_starts_anew() {
    let mut client = with_run();
    client.run(request("2"), 3000);
    assert_eq!(client.take_effects(), [Effect::Send(ClientMessage::Stop)]);
    client.message(state(FIRST, stopped(2)), 3010);
    assert_eq!(client.take_effects(), [], "its last bytes must not reach the next run's screen");
    client.output(&frame(0, b"xy"), 3011);
    let effects = client.take_effects();
    assert_eq!(effects[1..], [Effect::ResetTerminal, Effect::Send(ClientMessage::Run(request("2")))]);
    client.message(accepted(SECOND), 3020);
    client.parsed(FIRST, 2);
    assert_eq!(client.take_effects(), [], "what the first run wrote is not acked to the second");
}

#[test]
fn stop_before_the_answer_is_sent_with_it() {
    let mut client = online();
    client.run(request("1"), 0);
    client.take_effects();
    client.stop();
    assert_eq!(client.take_effects(), []);
    client.message(accepted(FIRST), 1);
    assert_eq!(client.take_effects(), [Effect::Send(ClientMessage::Stop)]);
}

#[test]
fn stop_takes_back_a_run_that_waits_for_a_socket() {
    let mut client = Client::new();
    client.run(request("1"), 0);
    client.stop();
    client.opened();
    client.message(welcome(), 0);
    assert!(
        !client.take_effects().iter().any(|effect| matches!(effect, Effect::Send(ClientMessage::Run(_))))
    );
    assert_eq!(client.snapshot().run, RunView::None);
}

#[test]
fn input_waits_until_the_program_runs() {
    let mut client = online();
    client.run(request("1"), 0);
    client.message(accepted(FIRST), 0);
    client.take_effects();
    client.typed(b"hi");
    assert_eq!(client.take_effects(), []);
    client.message(state(FIRST, running()), 1);
    assert_eq!(client.take_effects(), [Effect::SendInput([&[0; 8][..], b"hi"].concat())]);
}

#[test]
fn input_without_a_program_is_ignored() {
    let mut client = with_run();
    client.message(state(FIRST, finished(0)), 1);
    client.take_effects();
    client.typed(b"hi");
    assert_eq!(client.take_effects(), []);
}

#[test]
fn too_much_input_is_said_until_there_is_room() {
    let mut client = with_run();
    client.typed(&vec![0; INPUT_BYTES_MAX]);
    assert!(!client.snapshot().input_full);
    client.typed(b"x");
    assert!(client.snapshot().input_full);
    client.message(ServerMessage::StdinAck(StdinAck { offset: 10 }), 1);
    assert!(!client.snapshot().input_full);
}

#[test]
fn a_dropped_socket_is_resumed_where_it_left_off_in_both_directions() {
    let mut client = with_run();
    client.output(&frame(0, b"abc"), 1001);
    client.parsed(FIRST, 3);
    client.typed(b"hello");
    client.take_effects();
    let effects = reconnect(&mut client);
    let resume = Resume { session: FIRST, token: ResumeToken::new("secret"), offset: 3 };
    let hello = Hello { protocol_version: PROTOCOL_VERSION, resume: Some(resume) };
    assert_eq!(effects[2], Effect::Send(ClientMessage::Hello(hello)));
    client.typed(b"!");
    assert_eq!(client.take_effects(), [], "not before the server has said what it has");
    client.message(resumed(1, 2), 1100);
    assert_eq!(
        client.take_effects(),
        [
            Effect::Send(ClientMessage::Ack(Ack { offset: 3 })),
            Effect::SendInput([&2_u64.to_le_bytes()[..], b"llo!"].concat()),
        ]
    );
}

#[test]
fn a_stop_that_the_dropped_socket_may_have_swallowed_is_sent_again() {
    let mut client = with_run();
    client.stop();
    reconnect(&mut client);
    client.message(resumed(0, 0), 1);
    assert_eq!(client.take_effects(), [Effect::Send(ClientMessage::Stop)]);
}

#[test]
fn a_request_that_the_dropped_socket_may_have_swallowed_is_made_again() {
    let mut client = online();
    client.run(request("1"), 0);
    let effects = reconnect(&mut client);
    assert_eq!(effects.last(), Some(&Effect::Send(ClientMessage::Run(request("1")))));
}

#[test]
fn a_session_that_the_server_does_not_know_any_more_is_lost() {
    let mut client = with_run();
    reconnect(&mut client);
    let rejected =
        Rejected { reason: RejectReason::UnknownSession, message: String::new(), retry_after_ms: None };
    client.message(ServerMessage::Rejected(rejected), 1);
    assert!(matches!(client.snapshot().run, RunView::Gone(RunState::Stopped { .. }, Fate::Lost)));
    assert_eq!(client.snapshot().refusal, None);
}

#[test]
fn a_run_that_another_page_took_is_not_taken_back() {
    let mut client = with_run();
    client.message(ServerMessage::Notice(Notice { kind: NoticeKind::TakenOver }), 1);
    let effects = reconnect(&mut client);
    assert_eq!(
        effects[2],
        Effect::Send(ClientMessage::Hello(Hello { protocol_version: PROTOCOL_VERSION, resume: None }))
    );
    assert!(!client.snapshot().can_stop);
}

#[test]
fn each_failure_doubles_the_wait_up_to_a_bound() {
    let mut client = Client::new();
    client.take_effects();
    let waits: Vec<_> = (0..8)
        .map(|_| {
            client.closed();
            let effects = client.take_effects();
            client.retry();
            client.take_effects();
            effects
        })
        .collect();
    let expected = [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000].map(|wait| vec![Effect::RetryAfter(wait)]);
    assert_eq!(waits, expected);
    assert_eq!(client.snapshot().connection, Connection::Reconnecting);
}

#[test]
fn a_refused_run_leaves_no_run_and_says_why_until_the_next() {
    let mut client = online();
    client.run(request("1"), 0);
    let rejected =
        Rejected { reason: RejectReason::Busy, message: "full".into(), retry_after_ms: Some(2000) };
    client.message(ServerMessage::Rejected(rejected.clone()), 1);
    assert_eq!(client.snapshot().refusal, Some(rejected));
    assert_eq!(client.snapshot().run, RunView::None);
    client.run(request("1"), 2);
    assert_eq!(client.snapshot().refusal, None);
}

#[test]
fn a_page_too_many_says_so_until_a_socket_is_taken() {
    let mut client = Client::new();
    client.opened();
    let rejected = Rejected {
        reason: RejectReason::TooManyConnections,
        message: "too many".into(),
        retry_after_ms: Some(30_000),
    };
    client.message(ServerMessage::Rejected(rejected), 1);
    client.closed();
    assert!(client.snapshot().is_crowded_out());
    client.retry();
    client.opened();
    client.message(welcome(), 3);
    assert!(!client.snapshot().is_crowded_out());
}

#[test]
fn the_place_in_the_queue_is_shown_until_the_run_starts() {
    let mut client = online();
    client.run(request("1"), 0);
    client.message(accepted(FIRST), 0);
    let queue = QueuePosition { position: 2, length: 5 };
    client.message(ServerMessage::Queue(queue), 0);
    let shown = |client: &Client| match client.snapshot().run {
        RunView::Known { queue, .. } => queue,
        _ => None,
    };
    assert_eq!(shown(&client), Some(queue));
    client.message(state(FIRST, running()), 1);
    assert_eq!(shown(&client), None);
}

#[test]
fn time_ticks_from_the_start_and_ends_with_what_the_server_measured() {
    let mut client = with_run();
    client.output(&frame(0, b"a"), 3000);
    assert_eq!(client.timing(9000), Timing { elapsed: Some(8000), quiet: Some(6000) });
    client.message(state(FIRST, finished(1)), 9000);
    assert_eq!(client.timing(20_000), Timing { elapsed: Some(1234), quiet: None });
}

#[test]
fn an_idle_warning_is_answered_or_taken_back_by_activity() {
    let warning = ServerMessage::IdleWarning(IdleWarning { ends_in_ms: 60_000 });
    let mut client = with_run();
    client.message(warning.clone(), 5000);
    assert_eq!(client.snapshot().idle_ends_at, Some(65_000));
    client.keep_running();
    assert_eq!(client.take_effects(), [Effect::Send(ClientMessage::KeepRunning)]);
    assert_eq!(client.snapshot().idle_ends_at, None);
    client.message(warning, 6000);
    client.typed(b"x");
    assert_eq!(client.snapshot().idle_ends_at, None);
}

#[test]
fn a_lost_piece_of_output_is_named() {
    let mut client = with_run();
    client.output(&frame(100, b"abc"), 1);
    assert_eq!(client.take_effects()[0], Effect::WriteGap(100));
}

#[test]
fn a_size_that_changed_before_the_session_was_named_is_told_to_it() {
    let mut client = online();
    client.run(request("1"), 0);
    let smaller = TerminalSize { cols: 60, rows: 20 };
    client.resized(smaller);
    client.take_effects();
    client.message(accepted(FIRST), 1);
    assert_eq!(client.take_effects(), [Effect::Send(ClientMessage::Resize(smaller))]);
}

#[test]
fn the_end_of_the_input_follows_what_was_typed_and_comes_again_after_a_reconnect() {
    let mut client = online();
    client.run(RunRequest { io: Io::Pipes, ..request("1") }, 0);
    client.message(accepted(FIRST), 1);
    client.typed(b"last words");
    client.close_input();
    client.take_effects();
    client.message(state(FIRST, running()), 2);
    let effects = client.take_effects();
    assert!(matches!(effects[0], Effect::SendInput(_)));
    assert_eq!(effects[1..], [Effect::Send(ClientMessage::StdinClose)]);
    assert!(!client.snapshot().input_open);
    client.closed();
    client.retry();
    client.opened();
    client.message(welcome(), 3);
    client.take_effects();
    client.message(resumed(0, 10), 4);
    assert!(client.take_effects().contains(&Effect::Send(ClientMessage::StdinClose)));
}

#[test]
fn a_terminal_has_no_end_of_input_but_its_key() {
    let mut client = online();
    client.run(request("1"), 0);
    client.message(accepted(FIRST), 1);
    client.message(state(FIRST, running()), 2);
    client.take_effects();
    client.close_input();
    assert_eq!(client.take_effects(), []);
}
