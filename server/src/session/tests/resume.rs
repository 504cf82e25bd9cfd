//! A session belongs to its token, not to its socket.

use launcher::messages::Status;
use proptest::prelude::*;
use protocol::server::RejectReason;
use protocol::{ResumeToken, SessionId, StopReason};

use super::output::{Printer, pattern, printing};
use super::*;

#[tokio::test(start_paused = true)]
async fn a_page_that_comes_back_gets_exactly_the_rest() {
    let world = World::new();
    let (mut client, accepted, container) = world.running().await;
    container.say(output("hello, ")).await;
    client.output_up_to(7).await;
    client.send(&ClientMessage::Resize(TerminalSize { cols: 100, rows: 30 }));
    client.input(0, b"name");
    idle().await;
    container.say(FromLauncher::Consumed(2)).await;
    idle().await;
    client.vanish().await;
    container.say(output("world")).await;
    idle().await;
    let (mut client, resumed) = world.resume(&accepted, 5).await;
    let expected = Resumed {
        session: accepted.session,
        from: 5,
        acked: 7,
        output_end: 12,
        stdin_offset: 2,
        stdin_received: 4,
        cols: 100,
        rows: 30,
    };
    assert_eq!(resumed, expected);
    client.state("RUNNING").await;
    assert_eq!(client.output_up_to(12).await, b", world");
    container.say(output("!")).await;
    assert_eq!(client.output_up_to(13).await, b", world!", "then it is live");
}

#[tokio::test(start_paused = true)]
async fn input_that_is_sent_again_is_taken_once() {
    let world = World::new();
    let (client, accepted, mut container) = world.running().await;
    client.input(0, b"abcd");
    idle().await;
    client.vanish().await;
    container.say(FromLauncher::Consumed(2)).await;
    idle().await;
    let (client, resumed) = world.resume(&accepted, 0).await;
    assert_eq!(resumed.stdin_offset, 2);
    client.input(2, b"cdef");
    idle().await;
    let heard = std::iter::from_fn(|| container.commands.try_recv().ok())
        .filter(|command| !matches!(command, ToLauncher::Credit(_)))
        .collect::<Vec<_>>();
    assert_eq!(heard, [ToLauncher::Stdin(b"abcd".into()), ToLauncher::Stdin(b"ef".into())]);
}

#[tokio::test(start_paused = true)]
async fn row_27_a_wrong_token_or_an_unknown_session_is_refused_and_the_socket_lives_on() {
    let world = World::new();
    let (_owner, accepted, _container) = world.running().await;
    let wrong_token =
        Resume { session: accepted.session, token: ResumeToken::new("0".repeat(32)), offset: 0 };
    let unknown =
        Resume { session: SessionId::from_u128(1), token: accepted.resume_token.clone(), offset: 0 };
    for resume in [wrong_token, unknown] {
        let mut client = world.open();
        client.hello(Some(resume));
        client.welcome().await;
        assert_eq!(client.rejected().await.reason, RejectReason::UnknownSession);
        client.run().await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_newest_socket_takes_over_and_the_old_one_is_told() {
    let world = World::new();
    let (mut old, accepted, mut container) = world.running().await;
    let (mut new, _) = world.resume(&accepted, 0).await;
    assert_eq!(old.notice().await, NoticeKind::TakenOver);
    // What the old one wants does not count any more.
    old.send(&ClientMessage::Stop);
    old.input(0, b"old");
    idle().await;
    assert!(container.commands.try_recv().is_err());
    old.vanish().await;
    new.state("RUNNING").await;
    let waited = timeout(GRACE + Duration::from_secs(1), new.next()).await;
    assert!(waited.is_err(), "the run goes on in silence: {waited:?}");
    container.say(output("still here")).await;
    assert_eq!(new.output_up_to(10).await, b"still here", "nor does its going");
}

#[tokio::test(start_paused = true)]
async fn a_run_without_a_page_ends_after_the_grace_period() {
    let world = World::new();
    let (client, accepted, mut container) = world.running().await;
    client.vanish().await;
    let gone_at = tokio::time::Instant::now();
    while container.heard().await != Some(ToLauncher::Kill) {}
    assert_eq!(gone_at.elapsed().as_secs(), GRACE.as_secs());
    // The launcher takes its time; the container is removed without it.
    container.gone().await;
    idle().await;
    world.check_empty();
    let (mut client, _) = world.resume(&accepted, 0).await;
    let state = client.end().await;
    assert!(matches!(state, RunState::Stopped { reason: StopReason::Disconnected, .. }), "{state:?}");
}

/// Says that the page is hidden or visible, on a socket that then vanishes, and waits for the run's end.
async fn lives_after(states: &[VisibilityState]) -> Duration {
    let world = World::new();
    let (client, _, mut container) = world.running().await;
    for state in states {
        client.send(&ClientMessage::Visibility(Visibility { state: *state }));
    }
    client.vanish().await;
    let gone_at = tokio::time::Instant::now();
    while container.heard().await != Some(ToLauncher::Kill) {}
    gone_at.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_page_was_hidden_goes_on_for_longer() {
    use VisibilityState::{Hidden, Visible};
    assert_eq!(lives_after(&[Hidden]).await.as_secs(), GRACE_HIDDEN.as_secs());
    assert_eq!(lives_after(&[Hidden, Visible]).await.as_secs(), GRACE.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_new_socket_counts_as_visible() {
    let world = World::new();
    let (client, accepted, mut container) = world.running().await;
    client.send(&ClientMessage::Visibility(Visibility { state: VisibilityState::Hidden }));
    client.vanish().await;
    let (client, _) = world.resume(&accepted, 0).await;
    client.vanish().await;
    let gone_at = tokio::time::Instant::now();
    while container.heard().await != Some(ToLauncher::Kill) {}
    assert_eq!(gone_at.elapsed().as_secs(), GRACE.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_ping_is_answered_with_and_without_a_run() {
    let world = World::new();
    let mut client = world.connect().await;
    client.send(&ClientMessage::Ping);
    assert_eq!(client.message().await, ServerMessage::Pong);
    let (mut client, _, _container) = world.running().await;
    client.send(&ClientMessage::Ping);
    assert_eq!(client.message().await, ServerMessage::Pong);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_broke_the_rules_is_not_told_that_it_was_taken_over() {
    // What the writer looks at first is left to chance.
    for _ in 0..16 {
        let world = World::new();
        let (mut client, _, container) = world.running().await;
        // The socket is full, so that the close waits together with news of the run.
        for _ in 0..SOCKET_FRAMES + 2 {
            container.say(output("x")).await;
            idle().await;
        }
        client.input(99, b"x");
        container.say(output("news")).await;
        idle().await;
        loop {
            match client.next().await {
                Some(Outgoing::Text(text)) => assert!(!text.contains("taken_over"), "{text}"),
                Some(Outgoing::Binary(_)) => {}
                Some(Outgoing::Close(_)) => break,
                other => panic!("no close but {other:?}"),
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn input_is_not_lost_with_the_socket_that_it_came_on() {
    // Where the flood is cut is left to chance.
    for _ in 0..16 {
        let world = World::new();
        let (client, accepted, mut container) = world.running().await;
        // More than the supervisor takes at once, on a socket that breaks at the first answer.
        client.send(&ClientMessage::Run(request("python")));
        let typed: Vec<u8> = (0..200).collect();
        for (offset, byte) in typed.iter().enumerate() {
            client.input(offset as u64, &[*byte]);
        }
        client.vanish().await;
        let (client, resumed) = world.resume(&accepted, 0).await;
        client.input(resumed.stdin_offset, &typed[resumed.stdin_offset as usize..]);
        idle().await;
        let mut heard = Vec::new();
        while let Ok(command) = container.commands.try_recv() {
            if let ToLauncher::Stdin(bytes) = command {
                heard.extend(bytes);
            }
        }
        assert_eq!(heard, typed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_no_answer_does_not_hold_its_run() {
    let world = World::with_queue(64, 0);
    // Somewhere in between, the socket and the queue of answers have room for all but `accepted`, or
    // for all but what follows it.
    let full = SOCKET_FRAMES + super::super::ANSWERS_MAX;
    for answers in full - 4..full + 4 {
        let client = world.connect().await;
        for _ in 0..answers {
            client.send(&ClientMessage::Run(request("cobol")));
            idle().await;
        }
        client.send(&ClientMessage::Run(request("python")));
        idle().await;
        client.vanish().await;
    }
    assert!(world.service.live() > 0, "some of them were accepted");
    tokio::time::sleep(GRACE + Duration::from_secs(1)).await;
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn an_ended_run_answers_for_ten_minutes() {
    let world = World::new();
    let (mut client, accepted, container) = world.running().await;
    container.say(output("bye")).await;
    container.say(exited(Status::Code(0))).await;
    client.end().await;
    client.vanish().await;
    tokio::time::sleep(Duration::from_secs(599)).await;
    let (mut client, _) = world.resume(&accepted, 1).await;
    let state = client.end().await;
    assert_eq!(state.name(), "FINISHED");
    assert_eq!(client.output, b"ye");
    client.vanish().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut client = world.open();
    client.resume(&accepted, 0);
    client.welcome().await;
    assert_eq!(client.rejected().await.reason, RejectReason::UnknownSession);
}

/// Prints `end` bytes to a client that reads so many bytes on each socket and then loses it, with or
/// without having acked them.
async fn check_cuts(end: u64, cuts: Vec<(u64, bool)>) {
    let world = World::new();
    let (mut client, accepted, printer) = printing(&world).await;
    let printing = tokio::spawn(print_all(printer, end));
    let mut seen = Vec::new();
    for (length, acks) in cuts {
        client.acks = if acks { Acks::Every } else { Acks::None };
        // Without acks there is at most a window to wait for.
        let room = if acks { length } else { length.min(64 * 1024) };
        client.output_up_to((client.start + room).min(end)).await;
        seen.extend_from_slice(&client.output);
        client.vanish().await;
        let resumed;
        (client, resumed) = world.resume(&accepted, seen.len() as u64).await;
        assert_eq!(resumed.from, seen.len() as u64);
    }
    client.acks = Acks::Every;
    client.ack(client.start);
    client.end().await;
    seen.extend_from_slice(&client.output);
    assert_eq!(seen, pattern(end as usize));
    printing.await.unwrap();
    idle().await;
    world.check_empty();
}

async fn print_all(mut printer: Printer, end: u64) {
    while printer.printed < end {
        printer.print(end).await;
    }
    printer.container.say(exited(Status::Code(0))).await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn output_is_whole_wherever_the_socket_is_cut(
        end in 1_u64..1_500_000,
        cuts in proptest::collection::vec((0_u64..400_000, any::<bool>()), 0..6),
    ) {
        paused().block_on(check_cuts(end, cuts));
    }
}

/// A runtime whose clock only moves when everything waits.
pub(super) fn paused() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}
