//! Whatever clients do, in whatever order, everything is given back.

use launcher::messages::Status;
use proptest::prelude::*;

use super::resume::paused;
use super::*;

#[derive(Clone, Debug)]
enum Step {
    Send(ClientMessage),
    Type(usize),
    AckAll,
    Read,
    Wait(u64),
    Reconnect,
}

fn step() -> impl Strategy<Value = Step> {
    let size = TerminalSize { cols: 10, rows: 10 };
    prop_oneof![
        3 => Just(Step::Send(ClientMessage::Run(request("python")))),
        1 => Just(Step::Send(ClientMessage::Run(request("java")))),
        1 => Just(Step::Send(ClientMessage::Run(request("cobol")))),
        2 => Just(Step::Send(ClientMessage::Stop)),
        1 => Just(Step::Send(ClientMessage::StdinClose)),
        1 => Just(Step::Send(ClientMessage::KeepRunning)),
        1 => Just(Step::Send(ClientMessage::Ping)),
        1 => Just(Step::Send(ClientMessage::Visibility(Visibility { state: VisibilityState::Hidden }))),
        1 => Just(Step::Send(ClientMessage::Resize(size))),
        2 => (0_usize..100).prop_map(Step::Type),
        2 => Just(Step::AckAll),
        2 => Just(Step::Read),
        2 => (0_u64..70_000).prop_map(Step::Wait),
        2 => Just(Step::Reconnect),
    ]
}

/// A program that prints, reads what it is given, and ends when its input ends or after a while.
async fn program(mut container: FakeContainer) {
    let mut consumed = 0;
    loop {
        match timeout(Duration::from_secs(20), container.heard()).await {
            Ok(Some(ToLauncher::Start(start))) => {
                let compiled = FromLauncher::Phase(messages::Phase::Running);
                if start.compile.is_some() {
                    container.say(compiled).await;
                }
                container.say(output(vec![b'x'; start.credit.min(50_000) as usize])).await;
            }
            Ok(Some(ToLauncher::Stdin(bytes))) => {
                consumed += bytes.len() as u64;
                container.say(FromLauncher::Consumed(consumed)).await;
            }
            Ok(Some(ToLauncher::Kill)) => {
                container.say(exited(Status::Signal(9))).await;
            }
            Ok(Some(ToLauncher::StdinClose)) | Err(_) => {
                container.say(exited(Status::Code(0))).await;
            }
            Ok(Some(_)) => {}
            Ok(None) => return,
        }
    }
}

/// One page with its run, on one socket after another.
struct Page {
    client: Client,
    accepted: Option<Accepted>,
    typed: u64,
}

impl Page {
    async fn open(world: &World) -> Self {
        let mut client = world.connect().await;
        // An ack belongs to a run. One that is sent unasked could come when the next has begun.
        client.acks = Acks::None;
        Self { client, accepted: None, typed: 0 }
    }

    /// Reads what is there.
    async fn read(&mut self) {
        while let Ok(Some(frame)) = timeout(Duration::from_millis(1), self.client.from_server.recv()).await {
            match frame {
                Outgoing::Text(text) => match serde_json::from_str(&text).unwrap() {
                    ServerMessage::Accepted(accepted) => {
                        self.accepted = Some(accepted);
                        self.client.output.clear();
                        self.client.start = 0;
                        self.typed = 0;
                    }
                    ServerMessage::Resumed(resumed) => {
                        self.client.start = resumed.from;
                        self.typed = resumed.stdin_offset;
                    }
                    _ => {}
                },
                Outgoing::Binary(frame) => self.client.take_output(&frame),
                Outgoing::Ping => self.client.frame(Incoming::Alive),
                Outgoing::Close(reason) => panic!("closed: {reason:?}"),
            }
        }
    }

    async fn step(&mut self, world: &World, step: Step) {
        match step {
            Step::Send(message) => {
                self.client.send(&message);
                // Offsets belong to a run: which one it is has to be known before the next of them.
                self.read().await;
            }
            Step::Type(length) => {
                self.client.input(self.typed, &vec![b'k'; length]);
                self.typed += length as u64;
            }
            Step::AckAll => self.client.ack(self.client.received()),
            Step::Read => self.read().await,
            Step::Wait(milliseconds) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                self.read().await;
            }
            Step::Reconnect => {
                let client = world.open();
                match &self.accepted {
                    Some(accepted) => client.resume(accepted, self.client.received()),
                    None => client.hello(None),
                }
                std::mem::replace(&mut self.client, client).vanish().await;
                self.client.acks = Acks::None;
                self.read().await;
            }
        }
    }
}

async fn check(steps: Vec<(bool, Step)>) {
    let sandbox = FakeSandbox::with_script(program);
    sandbox.set_create_delay(Duration::from_millis(100));
    sandbox.set_removal_delay(Duration::from_millis(50));
    let world = World::build(sandbox, 1, 4);
    let mut pages = [Page::open(&world).await, Page::open(&world).await];
    for (second, step) in steps {
        pages[usize::from(second)].step(&world, step).await;
    }
    for page in pages {
        page.client.vanish().await;
    }
    tokio::time::sleep(2 * GRACE).await;
    world.check_empty();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn row_27_everything_is_given_back(steps in proptest::collection::vec((any::<bool>(), step()), 1..40)) {
        paused().block_on(check(steps));
    }
}
