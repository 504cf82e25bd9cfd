//! The whole stack below the socket, from `session::serve` to a scripted sandbox, on paused time.
//!
//! Nothing here waits in real time: the clock only moves on when every task waits for something.

mod clocks;
mod files;
mod greeting;
mod input;
mod life;
mod output;
mod queueing;
mod random;
mod resume;
mod shutdown;
mod stopping;
mod taken_over;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Sink, Stream as FutureStream};
use launcher::messages::{self, FromLauncher, ToLauncher};
use protocol::client::{Ack, Hello, Resume, Visibility, VisibilityState};
use protocol::server::{Accepted, NoticeKind, Rejected, Resumed, Welcome};
use protocol::{
    ClientMessage, InputFrame, Io, Limits, OutputFrame, PROTOCOL_VERSION, RunRequest, RunState,
    ServerMessage, SourceFile, TerminalSize,
};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::{PollSendError, PollSender};

use super::{CloseReason, Incoming, Outgoing, serve};
use crate::run::pool::Pool;
use crate::run::queue::{AddressKey, ClientId, ClientKey, Queue, QueueLimits};
use crate::run::service::{Bounds, Grace, PerMinute, RunService};
use crate::runners::folder::Folder;
use crate::runners::{Definition, Runners};
use crate::sandbox::fake::{self, FakeContainer, FakeSandbox};

/// How long a run goes on without a client.
const GRACE: Duration = Duration::from_mins(1);

/// And where its page was hidden.
const GRACE_HIDDEN: Duration = Duration::from_mins(5);

/// How long before the end of the idle clock the user is warned.
const IDLE_WARNING: Duration = Duration::from_mins(1);

/// Longer than any clock: what has not come by then does not come.
const PATIENCE: Duration = Duration::from_hours(3);

/// How many frames the socket takes before the server has to wait for the client to read.
const SOCKET_FRAMES: usize = 64;

const LIMITS: Limits = Limits {
    files_max: 3,
    source_bytes_max: 1000,
    output_bytes_max: 16 << 20,
    output_window_bytes: protocol::OUTPUT_WINDOW_BYTES,
    input_window_bytes: protocol::INPUT_WINDOW_BYTES,
};

/// A server without HTTP and Docker.
struct World {
    sandbox: FakeSandbox,
    service: Arc<RunService>,
    engine_up: watch::Sender<bool>,
}

impl World {
    fn new() -> Self {
        Self::with_queue(8, 8)
    }

    fn with_queue(running_max: usize, waiting_max: usize) -> Self {
        Self::build(FakeSandbox::new(), running_max, waiting_max)
    }

    fn build(sandbox: FakeSandbox, running_max: usize, waiting_max: usize) -> Self {
        let mut java = fake::runner("java");
        Arc::make_mut(&mut java).compile = vec!["javac".into(), "{entry}".into()];
        let definitions = [fake::runner("python"), java].map(|runner| Definition {
            runner,
            expected: String::new(),
            examples: Vec::new(),
            folder: Folder::default(),
        });
        let runners = Runners {
            definitions: definitions.into(),
            base: Folder::default(),
            base_image: "madang/base:fake".into(),
        };
        let (_, runners) = watch::channel(Arc::new(runners));
        let (engine_up, up) = watch::channel(true);
        let queue = Queue::new(QueueLimits { running_max, waiting_max, per_address_max: None });
        let grace = Grace { visible: GRACE, hidden: GRACE_HIDDEN };
        let share = NonZeroU32::new(10_000).expect("it is not 0");
        let per_minute = PerMinute { client: share, address: share };
        let bounds = Bounds { limits: LIMITS, grace, idle_warning_before: IDLE_WARNING, per_minute };
        let service = RunService::new(Pool::new(Arc::new(sandbox.clone()), 0), runners, queue, bounds, up);
        Self { sandbox, service, engine_up }
    }

    /// A socket on which nothing was said.
    fn open(&self) -> Client {
        let (to_server, incoming) = mpsc::unbounded_channel();
        let (outgoing, from_server) = mpsc::channel(SOCKET_FRAMES);
        let socket = Socket { incoming, outgoing: PollSender::new(outgoing) };
        let address = AddressKey::from(IpAddr::from([10, 0, 0, 1]));
        let key = ClientKey { address, client: ClientId(1) };
        let served = tokio::spawn(serve(socket, Arc::clone(&self.service), key));
        Client { to_server, from_server, served, output: Vec::new(), start: 0, acks: Acks::Every }
    }

    /// A client that was welcomed.
    async fn connect(&self) -> Client {
        let mut client = self.open();
        client.hello(None);
        client.welcome().await;
        client
    }

    /// A client that takes up a run, and what the server says about that.
    async fn resume(&self, accepted: &Accepted, offset: u64) -> (Client, Resumed) {
        let mut client = self.open();
        client.resume(accepted, offset);
        client.welcome().await;
        match client.message().await {
            ServerMessage::Resumed(resumed) => {
                client.start = resumed.from;
                (client, resumed)
            }
            other => panic!("not resumed: {other:?}"),
        }
    }

    /// A client whose program runs, and the inside of its container.
    async fn running(&self) -> (Client, Accepted, FakeContainer) {
        let mut client = self.connect().await;
        let accepted = client.run().await;
        let mut container = self.sandbox.next_container().await;
        start_of(&mut container).await;
        client.state("RUNNING").await;
        (client, accepted, container)
    }

    /// Nothing is left: no run, no permit, no container.
    #[track_caller]
    fn check_empty(&self) {
        assert_eq!(self.service.live(), 0, "live runs");
        assert_eq!(self.service.occupancy(), (0, 0), "permits and places in the queue");
        assert_eq!(self.sandbox.live(), 0, "containers");
        assert_eq!(self.sandbox.stranded(), 0, "containers left to the sweep");
    }
}

/// Whether a client acknowledges what it gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Acks {
    Every,
    None,
}

/// The far end of a socket.
struct Client {
    to_server: mpsc::UnboundedSender<Incoming>,
    from_server: mpsc::Receiver<Outgoing>,
    served: JoinHandle<()>,
    /// What came of the program's output, without gaps.
    output: Vec<u8>,
    /// The offset of its first byte.
    start: u64,
    acks: Acks,
}

impl Client {
    fn frame(&self, frame: Incoming) {
        // A server that has closed the socket hears nothing more.
        let _ = self.to_server.send(frame);
    }

    fn send(&self, message: &ClientMessage) {
        self.frame(Incoming::Text(serde_json::to_string(message).unwrap()));
    }

    fn input(&self, offset: u64, bytes: &[u8]) {
        self.frame(Incoming::Binary(Bytes::from(InputFrame { offset, bytes }.encode())));
    }

    fn ack(&self, offset: u64) {
        self.send(&ClientMessage::Ack(Ack { offset }));
    }

    fn hello(&self, resume: Option<Resume>) {
        self.send(&ClientMessage::Hello(Hello { protocol_version: PROTOCOL_VERSION, resume }));
    }

    fn resume(&self, accepted: &Accepted, offset: u64) {
        let (session, token) = (accepted.session, accepted.resume_token.clone());
        self.hello(Some(Resume { session, token, offset }));
    }

    /// Drops the socket, as a network does, and waits until the server has noticed.
    async fn vanish(self) {
        let Self { to_server, from_server, served, .. } = self;
        drop((to_server, from_server));
        served.await.unwrap();
    }

    /// The next frame that is not a ping, which is answered; `None` where the server is gone.
    async fn next(&mut self) -> Option<Outgoing> {
        let next = async {
            loop {
                match self.from_server.recv().await {
                    Some(Outgoing::Ping) => drop(self.to_server.send(Incoming::Alive)),
                    other => return other,
                }
            }
        };
        timeout(PATIENCE, next).await.expect("something comes")
    }

    /// The next message. Output on the way to it is kept.
    async fn message(&mut self) -> ServerMessage {
        loop {
            match self.next().await {
                Some(Outgoing::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Some(Outgoing::Binary(frame)) => self.take_output(&frame),
                other => panic!("no message but {other:?}"),
            }
        }
    }

    fn take_output(&mut self, frame: &[u8]) {
        let frame = OutputFrame::decode(frame).unwrap();
        assert_eq!(frame.offset, self.received(), "output comes without gaps");
        self.output.extend_from_slice(frame.bytes);
        if self.acks == Acks::Every {
            self.ack(self.received());
        }
    }

    /// The offset past the last output byte.
    fn received(&self) -> u64 {
        self.start + self.output.len() as u64
    }

    /// Reads whatever comes until nothing more does. Returns the messages.
    async fn settle(&mut self) -> Vec<ServerMessage> {
        let mut messages = Vec::new();
        // The clock moves, and ends the wait, only when every task waits for something.
        while let Ok(Some(frame)) = timeout(Duration::from_millis(1), self.from_server.recv()).await {
            match frame {
                Outgoing::Text(text) => messages.push(serde_json::from_str(&text).unwrap()),
                Outgoing::Binary(frame) => self.take_output(&frame),
                Outgoing::Ping => self.frame(Incoming::Alive),
                Outgoing::Close(reason) => panic!("closed: {reason:?}"),
            }
        }
        messages
    }

    /// Reads until there is so much output.
    async fn output_up_to(&mut self, end: u64) -> &[u8] {
        while self.received() < end {
            match self.next().await {
                Some(Outgoing::Binary(frame)) => self.take_output(&frame),
                Some(Outgoing::Text(_)) => {}
                other => panic!("no output but {other:?}"),
            }
        }
        &self.output
    }

    async fn welcome(&mut self) -> Welcome {
        match self.message().await {
            ServerMessage::Welcome(welcome) => welcome,
            other => panic!("no welcome but {other:?}"),
        }
    }

    /// Runs a Python program.
    async fn run(&mut self) -> Accepted {
        self.send(&ClientMessage::Run(request("python")));
        self.start = 0;
        self.output.clear();
        match self.message().await {
            ServerMessage::Accepted(accepted) => accepted,
            other => panic!("not accepted: {other:?}"),
        }
    }

    async fn rejected(&mut self) -> Rejected {
        match self.message().await {
            ServerMessage::Rejected(rejected) => rejected,
            other => panic!("not rejected: {other:?}"),
        }
    }

    /// The next state, which has this name. Other messages on the way are passed over.
    async fn state(&mut self, name: &str) -> RunState {
        loop {
            if let ServerMessage::State(change) = self.message().await {
                assert!(change.state.name() == name || change.state == RunState::Ready, "{change:?}");
                if change.state.name() == name {
                    return change.state;
                }
            }
        }
    }

    /// The terminal state, as soon as it comes.
    async fn state_at_end(&mut self) -> RunState {
        loop {
            if let ServerMessage::State(change) = self.message().await
                && change.state.is_terminal()
            {
                return change.state;
            }
        }
    }

    /// The terminal state, after every byte up to its end has come.
    async fn end(&mut self) -> RunState {
        let state = self.state_at_end().await;
        self.output_up_to(state.end().unwrap().output_end).await;
        state
    }

    async fn notice(&mut self) -> NoticeKind {
        loop {
            if let ServerMessage::Notice(notice) = self.message().await {
                return notice.kind;
            }
        }
    }

    /// Reads to the close frame.
    async fn closed(&mut self) -> CloseReason {
        loop {
            match self.next().await {
                Some(Outgoing::Close(reason)) => return reason,
                Some(_) => {}
                None => panic!("the socket ended without a close"),
            }
        }
    }
}

/// The server's end of a socket.
struct Socket {
    incoming: mpsc::UnboundedReceiver<Incoming>,
    outgoing: PollSender<Outgoing>,
}

impl FutureStream for Socket {
    type Item = Result<Incoming, PollSendError<Outgoing>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_recv(context).map(|frame| frame.map(Ok))
    }
}

impl Sink<Outgoing> for Socket {
    type Error = PollSendError<Outgoing>;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.outgoing).poll_ready(context)
    }

    fn start_send(mut self: Pin<&mut Self>, frame: Outgoing) -> Result<(), Self::Error> {
        Pin::new(&mut self.outgoing).start_send(frame)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.outgoing).poll_flush(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.outgoing).poll_close(context)
    }
}

fn request(language: &str) -> RunRequest {
    RunRequest {
        language: language.into(),
        files: vec![SourceFile::text("main", "print(1)")],
        entry: None,
        args: Vec::new(),
        io: Io::Terminal(TerminalSize { cols: 80, rows: 24 }),
    }
}

/// The first thing a launcher hears.
async fn start_of(container: &mut FakeContainer) -> messages::Start {
    match container.heard().await {
        Some(ToLauncher::Start(start)) => start,
        other => panic!("no start but {other:?}"),
    }
}

fn output(bytes: impl Into<Vec<u8>>) -> FromLauncher {
    FromLauncher::Output { stream: messages::Stream::Stdout, bytes: bytes.into() }
}

fn exited(status: messages::Status) -> FromLauncher {
    let usage = messages::Usage {
        cpu_us: Some(7000),
        memory_peak_bytes: Some(8 << 20),
        oom_kills: Some(0),
        pids_limit_hits: Some(0),
    };
    FromLauncher::Exited(messages::Exit { phase: messages::Phase::Running, status, usage })
}

/// Ends a program that wrote no files.
async fn finish(container: &FakeContainer, status: messages::Status) {
    container.say(exited(status)).await;
    container.say(FromLauncher::FilesEnd { complete: true }).await;
}

/// Waits until every task waits for something.
async fn idle() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}
