//! Hears the client: every frame is taken at once and acted on.

use std::sync::Arc;

use futures_util::{Stream, StreamExt as _};
use protocol::client::{Hello, ReadFile};
use protocol::server::{Accepted, FileAnswer, RejectReason, Rejected, Resumed, Welcome};
use protocol::{ClientMessage, InputFrame, PROTOCOL_VERSION, RunRequest, ServerMessage};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::{Answer, CloseCode, CloseReason, HELLO_DEADLINE, Incoming, SILENCE_MAX};
use crate::run::queue::ClientKey;
use crate::run::request;
use crate::run::service::{Refusal, Run, RunService};
use crate::run::supervisor::Command;
use crate::run::view::{ConnectionId, Input, Presence};

/// How much is said about what is not a message.
const PARSE_ERROR_CHARS_MAX: usize = 200;

pub(super) struct Reader<S> {
    stream: S,
    answers: mpsc::Sender<Answer>,
    connection: ConnectionId,
    service: Arc<RunService>,
    client: ClientKey,
    /// Set as soon as the run knows of this connection, so that it hears of the connection's end.
    run: Option<Arc<Run>>,
}

/// Why the reader stops.
enum End {
    /// The client is gone, or does not take answers.
    Gone,
    /// The client is told why.
    Close(CloseReason),
}

impl<S, E> Reader<S>
where
    S: Stream<Item = Result<Incoming, E>> + Unpin,
{
    pub(super) fn new(
        stream: S,
        answers: mpsc::Sender<Answer>,
        connection: ConnectionId,
        service: Arc<RunService>,
        client: ClientKey,
    ) -> Self {
        Self { stream, answers, connection, service, client, run: None }
    }

    pub(super) async fn run(mut self) {
        let end = match self.greet().await {
            Ok(()) => self.listen().await,
            Err(end) => end,
        };
        if let End::Close(reason) = end {
            // Where the queue is full the client does not read, so it would not read this either.
            let _ = self.answers.try_send(Answer::Close(reason));
        }
    }

    async fn greet(&mut self) -> Result<(), End> {
        let first = timeout(HELLO_DEADLINE, self.next_message());
        let hello = match first.await {
            Ok(Ok(ClientMessage::Hello(hello))) => hello,
            Ok(Ok(_)) => return Err(self.protocol_error("the first message has to be hello")),
            Ok(Err(end)) => return Err(end),
            Err(_) => return Err(close(CloseCode::Policy, "no hello came in time")),
        };
        if hello.protocol_version != PROTOCOL_VERSION {
            let words = format!(
                "this server speaks version {PROTOCOL_VERSION} of the protocol, not {}",
                hello.protocol_version
            );
            return Err(self.protocol_error(&words));
        }
        self.say(ServerMessage::Welcome(Welcome {
            protocol_version: PROTOCOL_VERSION,
            runtimes: self.service.runtimes(),
            limits: self.service.limits().clone(),
        }))?;
        self.resume(hello)
    }

    async fn next_message(&mut self) -> Result<ClientMessage, End> {
        loop {
            match self.next_frame().await? {
                Incoming::Text(text) => return self.parse(&text),
                Incoming::Binary(_) => return Err(self.protocol_error("the first message has to be hello")),
                Incoming::Alive => {}
                Incoming::Closed => return Err(End::Gone),
                Incoming::TooLarge => return Err(self.too_large()),
            }
        }
    }

    async fn next_frame(&mut self) -> Result<Incoming, End> {
        match timeout(SILENCE_MAX, self.stream.next()).await {
            Ok(Some(Ok(frame))) => Ok(frame),
            // Also where the network broke: then nobody hears this.
            Ok(Some(Err(_))) => Err(self.protocol_error("that is no frame as RFC 6455 has them")),
            Ok(None) | Err(_) => Err(End::Gone),
        }
    }

    async fn listen(&mut self) -> End {
        loop {
            let heard = match self.next_frame().await {
                Ok(Incoming::Text(text)) => match self.parse(&text) {
                    Ok(message) => self.message(message).await,
                    Err(end) => Err(end),
                },
                Ok(Incoming::Binary(frame)) => self.input(&frame).await,
                Ok(Incoming::Alive) => Ok(()),
                Ok(Incoming::TooLarge) => Err(self.too_large()),
                Ok(Incoming::Closed) => Err(End::Gone),
                Err(end) => Err(end),
            };
            if let Err(end) = heard {
                return end;
            }
        }
    }

    async fn message(&mut self, message: ClientMessage) -> Result<(), End> {
        match message {
            ClientMessage::Hello(_) => Err(self.protocol_error("hello comes once")),
            ClientMessage::Run(request) => self.start(&request),
            ClientMessage::Ack(ack) => {
                if let Some(run) = self.followed() {
                    // One of output that does not exist was on its way when this run took the place of
                    // the one that it is about.
                    let _ = run.view.ack(ack.offset);
                }
                Ok(())
            }
            ClientMessage::Resize(size) => {
                if request::is_terminal_size(size) {
                    self.command(Command::Resize(size)).await;
                    Ok(())
                } else {
                    Err(self.protocol_error("a terminal cannot have that size"))
                }
            }
            ClientMessage::StdinClose => {
                self.close_input().await;
                Ok(())
            }
            ClientMessage::KeepRunning => {
                self.command(Command::KeepRunning).await;
                Ok(())
            }
            ClientMessage::Visibility(visibility) => {
                if let Some(run) = self.followed() {
                    run.view.look().visibility = visibility.state;
                }
                Ok(())
            }
            ClientMessage::ReadFile(asked) => self.read_file(asked),
            ClientMessage::Ping => self.say(ServerMessage::Pong),
            ClientMessage::Stop => {
                self.command(Command::Stop).await;
                Ok(())
            }
        }
    }

    fn read_file(&self, asked: ReadFile) -> Result<(), End> {
        let ReadFile { session, path } = asked;
        let run = self.followed().filter(|run| run.session == session);
        let written = run.and_then(|run| run.view.look().written.clone());
        let content = written.and_then(|written| written.content(&path));
        self.say(ServerMessage::File(FileAnswer { session, path, content }))
    }

    fn start(&mut self, request: &RunRequest) -> Result<(), End> {
        if self.followed().is_some_and(|run| !run.view.look().is_over()) {
            return self.reject(Refusal {
                reason: RejectReason::AlreadyRunning,
                message: "the last run of this page has not ended".into(),
                retry_after: None,
            });
        }
        match self.service.submit(request, self.client, self.connection) {
            Ok(run) => {
                let (session, resume_token) = (run.session, run.token.clone());
                self.run = Some(Arc::clone(&run));
                let accepted = ServerMessage::Accepted(Accepted { session, resume_token });
                self.answer(Answer::Follow(Box::new(accepted), run, 0))
            }
            Err(refusal) => self.reject(refusal),
        }
    }

    fn resume(&mut self, hello: Hello) -> Result<(), End> {
        let Some(resume) = hello.resume else { return Ok(()) };
        let Some(run) = self.service.find(resume.session, &resume.token) else {
            return self.reject(Refusal {
                reason: RejectReason::UnknownSession,
                message: "that run is no longer known here".into(),
                retry_after: None,
            });
        };
        run.view.attach(self.connection);
        self.run = Some(Arc::clone(&run));
        let (resumed, from) = {
            let shown = run.view.look();
            let from = resume.offset.clamp(shown.ring.start(), shown.ring.end());
            let size = shown.size.unwrap_or(protocol::TerminalSize { cols: 0, rows: 0 });
            let resumed = Resumed {
                session: run.session,
                from,
                acked: shown.ring.acked(),
                output_end: shown.ring.end(),
                stdin_offset: shown.input_consumed,
                stdin_received: shown.input_received,
                cols: size.cols,
                rows: size.rows,
            };
            (resumed, from)
        };
        // What the client has needs no window. It may have had it without a word before its socket broke.
        let _ = run.view.ack(from);
        self.answer(Answer::Follow(Box::new(ServerMessage::Resumed(resumed)), run, from))
    }

    async fn input(&mut self, frame: &[u8]) -> Result<(), End> {
        let Some(input) = InputFrame::decode(frame) else {
            return Err(self.protocol_error("a binary frame starts with 8 bytes of offset"));
        };
        // Input to a run that is not there, or not here any more, goes nowhere.
        let Some(run) = self.followed() else { return Ok(()) };
        // Room first: input that was taken is on its way, also where this connection ends right now.
        // A run that takes no commands any more has ended.
        let Ok(room) = run.commands.reserve().await else { return Ok(()) };
        match run.view.take_input(input.offset, input.bytes) {
            Ok(Input::New(bytes)) => {
                room.send(Command::Input(bytes));
                Ok(())
            }
            Ok(Input::Known) => Ok(()),
            Err(error) => Err(close(CloseCode::Policy, error.to_string())),
        }
    }

    async fn close_input(&self) {
        // Room first, as for input.
        if let Some(run) = self.followed()
            && let Ok(room) = run.commands.reserve().await
            && run.view.look().close_input()
        {
            room.send(Command::CloseInput);
        }
    }

    /// Asks the run. Its supervisor takes commands at once; it is gone where the run has ended.
    async fn command(&self, command: Command) {
        if let Some(run) = self.followed() {
            let _ = run.commands.send(command).await;
        }
    }

    /// The run that this connection looks at, unless another has taken it over.
    fn followed(&self) -> Option<&Arc<Run>> {
        let here = Presence::Attached(self.connection);
        self.run.as_ref().filter(|run| run.view.look().presence() == here)
    }

    fn parse(&self, text: &str) -> Result<ClientMessage, End> {
        serde_json::from_str(text).map_err(|error| {
            // It may quote the client at any length.
            let words: String = error.to_string().chars().take(PARSE_ERROR_CHARS_MAX).collect();
            self.protocol_error(&format!("not a message: {words}"))
        })
    }

    fn reject(&self, refusal: Refusal) -> Result<(), End> {
        self.say(ServerMessage::Rejected(Rejected {
            reason: refusal.reason,
            message: refusal.message,
            retry_after_ms: refusal.retry_after.map(|after| after.as_millis() as u64),
        }))
    }

    /// Says what was wrong, as a message and in the close frame.
    fn protocol_error(&self, words: &str) -> End {
        self.close_with(CloseCode::Protocol, words)
    }

    fn too_large(&self) -> End {
        let max = self.service.limits().source_bytes_max;
        self.close_with(
            CloseCode::TooBig,
            &format!("too large: a program's files may have {max} bytes together"),
        )
    }

    fn close_with(&self, code: CloseCode, words: &str) -> End {
        let refusal = Refusal { reason: RejectReason::Invalid, message: words.to_owned(), retry_after: None };
        match self.reject(refusal) {
            Ok(()) => close(code, words),
            Err(end) => end,
        }
    }

    fn say(&self, message: ServerMessage) -> Result<(), End> {
        self.answer(Answer::Say(Box::new(message)))
    }

    fn answer(&self, answer: Answer) -> Result<(), End> {
        self.answers.try_send(answer).map_err(|_| End::Gone)
    }
}

impl<S> Drop for Reader<S> {
    fn drop(&mut self) {
        if let Some(run) = &self.run {
            run.view.detach(self.connection);
        }
    }
}

fn close(code: CloseCode, words: impl Into<String>) -> End {
    End::Close(CloseReason::new(code, words))
}
