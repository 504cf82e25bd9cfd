//! Flow control: from the client's acks to the launcher's credit.

use launcher::messages::Status;
use protocol::{OUTPUT_WINDOW_BYTES, Outcome, StopReason};

use super::*;
use crate::run::view::RING_BYTES;

/// Bytes that tell their offset.
pub(super) fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8).collect()
}

/// A launcher that prints as long as it has credit.
pub(super) struct Printer {
    pub(super) container: FakeContainer,
    credit: u64,
    pub(super) printed: u64,
}

impl Printer {
    pub(super) fn new(container: FakeContainer, credit: u64) -> Self {
        Self { container, credit, printed: 0 }
    }

    /// Prints up to `end` or until credit stays away.
    pub(super) async fn print(&mut self, end: u64) {
        while self.printed < end {
            if self.credit == 0 {
                match timeout(Duration::from_millis(1), self.container.heard()).await {
                    Ok(Some(ToLauncher::Credit(credit))) => self.credit += credit,
                    Ok(other) => panic!("no credit but {other:?}"),
                    Err(_) => return,
                }
            }
            let length = self.credit.min(end - self.printed).min(32 * 1024);
            let bytes = (self.printed..self.printed + length).map(|index| (index % 251) as u8);
            assert!(self.container.say(output(bytes.collect::<Vec<_>>())).await);
            self.credit -= length;
            self.printed += length;
        }
    }

    /// Prints up to `end`, however long credit takes.
    async fn print_all(&mut self, end: u64) {
        while self.printed < end {
            self.print(end).await;
        }
    }
}

/// A client and a launcher that prints to it.
pub(super) async fn printing(world: &World) -> (Client, Accepted, Printer) {
    let mut client = world.connect().await;
    let accepted = client.run().await;
    let mut container = world.sandbox.next_container().await;
    let credit = start_of(&mut container).await.credit;
    (client, accepted, Printer::new(container, credit))
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_ack_stops_the_program_after_a_window() {
    let world = World::new();
    let (mut client, _, mut printer) = printing(&world).await;
    client.acks = Acks::None;
    tokio::join!(printer.print_all(OUTPUT_WINDOW_BYTES), client.output_up_to(OUTPUT_WINDOW_BYTES));
    printer.print(u64::MAX).await;
    client.settle().await;
    assert_eq!(client.received(), OUTPUT_WINDOW_BYTES);
    assert_eq!(printer.printed, OUTPUT_WINDOW_BYTES, "credit stops where the window does");
    client.ack(100_000);
    idle().await;
    printer.print(u64::MAX).await;
    client.settle().await;
    assert_eq!(client.received(), OUTPUT_WINDOW_BYTES + 100_000);
    assert_eq!(client.output, pattern(client.output.len()));
}

#[tokio::test(start_paused = true)]
async fn a_flood_comes_whole_to_a_client_that_acks() {
    let world = World::new();
    let (mut client, _, mut printer) = printing(&world).await;
    let end = 3 * RING_BYTES + 77;
    let printing = tokio::spawn(async move {
        printer.print_all(end).await;
        finish(&printer.container, Status::Code(0)).await;
        printer
    });
    let state = client.end().await;
    assert_eq!(state.end().unwrap().output_end, end);
    assert_eq!(client.output, pattern(end as usize));
    drop(printing.await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_detached_program_prints_a_ring_and_then_waits() {
    let world = World::new();
    let (client, accepted, mut printer) = printing(&world).await;
    client.vanish().await;
    idle().await;
    printer.print(u64::MAX).await;
    assert_eq!(printer.printed, RING_BYTES);
    let (mut client, resumed) = world.resume(&accepted, 0).await;
    assert_eq!((resumed.from, resumed.output_end), (0, RING_BYTES));
    client.output_up_to(RING_BYTES).await;
    assert_eq!(client.output, pattern(RING_BYTES as usize));
    idle().await;
    printer.print(RING_BYTES + 1).await;
    client.output_up_to(RING_BYTES + 1).await;
}

#[tokio::test(start_paused = true)]
async fn a_launcher_that_ignores_its_credit_ends_the_run() {
    let world = World::new();
    let (mut client, _, printer) = printing(&world).await;
    client.acks = Acks::None;
    let events = printer.container.events.clone();
    let flood = tokio::spawn(async move {
        while events.send(crate::sandbox::SlotEvent::Message(output(vec![b'x'; 32 * 1024]))).await.is_ok() {}
    });
    let RunState::Finished { outcome: Outcome::SystemError { message }, .. } = client.state_at_end().await
    else {
        panic!("not a system error")
    };
    assert!(message.contains("broke its protocol"), "{message}");
    flood.await.unwrap();
    idle().await;
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn the_end_overtakes_output_that_still_follows() {
    let world = World::new();
    let (mut client, _, mut printer) = printing(&world).await;
    client.acks = Acks::None;
    tokio::join!(printer.print_all(OUTPUT_WINDOW_BYTES), client.output_up_to(OUTPUT_WINDOW_BYTES));
    client.send(&ClientMessage::Stop);
    idle().await;
    assert_eq!(printer.container.heard().await, Some(ToLauncher::Kill));
    // What the terminal still held comes without credit.
    let rest: Vec<u8> = (0..1000).map(|index| ((OUTPUT_WINDOW_BYTES + index) % 251) as u8).collect();
    printer.container.say(output(rest)).await;
    finish(&printer.container, Status::Signal(9)).await;
    let RunState::Stopped { reason: StopReason::User, end } = client.state_at_end().await else {
        panic!("not stopped")
    };
    assert_eq!(end.output_end, OUTPUT_WINDOW_BYTES + 1000);
    assert_eq!(client.received(), OUTPUT_WINDOW_BYTES, "the state came before the rest");
    idle().await;
    world.check_empty();
    client.acks = Acks::Every;
    client.ack(client.received());
    client.output_up_to(end.output_end).await;
    assert_eq!(client.output, pattern(end.output_end as usize));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_still_heard() {
    let world = World::new();
    let (client, accepted, mut printer) = printing(&world).await;
    // Acks of what it never took from the socket, so that credit goes on.
    for step in 1..=64 {
        printer.print(step * 32 * 1024).await;
        idle().await;
        client.ack(printer.printed);
    }
    client.send(&ClientMessage::Stop);
    idle().await;
    let heard = std::iter::from_fn(|| printer.container.commands.try_recv().ok());
    assert!(heard.into_iter().any(|command| command == ToLauncher::Kill));
    finish(&printer.container, Status::Signal(9)).await;
    idle().await;
    world.check_empty();
    let run = world.service.find(accepted.session, &accepted.resume_token).unwrap();
    let shown = run.view.look();
    assert!(shown.ring.end() - shown.ring.start() <= RING_BYTES, "the ring is the bound");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_prints_too_much_is_ended() {
    let world = World::new();
    let (mut client, _, mut printer) = printing(&world).await;
    let reading = tokio::spawn(async move { client.end().await });
    while printer.printed <= LIMITS.output_bytes_max {
        printer.print(LIMITS.output_bytes_max + 1).await;
    }
    while printer.container.heard().await != Some(ToLauncher::Kill) {}
    finish(&printer.container, Status::Signal(9)).await;
    let RunState::Finished { outcome: Outcome::OutputLimit, end } = reading.await.unwrap() else {
        panic!("not ended for its output")
    };
    assert_eq!(end.output_end, LIMITS.output_bytes_max + 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_of_a_run_follows_when_the_next_is_accepted() {
    let world = World::new();
    // The writer takes what happens at once in any order, so once would not show it.
    for _ in 0..20 {
        let (mut client, _, mut printer) = printing(&world).await;
        client.acks = Acks::None;
        printer.print(100_000).await;
        finish(&printer.container, Status::Code(0)).await;
        client.state_at_end().await;
        client.output_up_to(1).await;
        assert!(client.received() < 100_000, "the end comes before the rest");
        client.ack(client.received());
        client.send(&ClientMessage::Run(request("python")));
        while !matches!(client.message().await, ServerMessage::Accepted(_)) {}
        let here = client.received();
        client.settle().await;
        assert_eq!(client.received(), here);
        let mut container = world.sandbox.next_container().await;
        start_of(&mut container).await;
        finish(&container, Status::Code(0)).await;
        client.state_at_end().await;
    }
}
