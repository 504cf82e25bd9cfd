//! A client as another program would write it: WebSocket, JSON, and offsets.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use protocol::client::{Ack, Hello, ReadFile, Resume};
use protocol::program::FileContent;
use protocol::server::{Accepted, Files, NoticeKind, Rejected, Resumed, Welcome};
use protocol::{
    ClientMessage, INPUT_WINDOW_BYTES, InputFrame, Io, OutputFrame, PROTOCOL_VERSION, Phase, RunRequest,
    RunState, ServerMessage, SessionId, SourceFile, TerminalSize,
};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::server::{PATIENCE, Server};

/// One connection.
pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// What the server said first.
    pub welcome: Welcome,
    /// What came before anybody asked for it.
    messages: VecDeque<ServerMessage>,
    /// The output from `start` on.
    pub output: Vec<u8>,
    start: u64,
    /// How much input was sent, by [`Client::feed`] alone, and how much of it has reached the program.
    fed: u64,
    consumed: u64,
    /// What it says about the output that it gets.
    pub acks: Acks,
}

/// What a client says about the output that it gets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Acks {
    /// Each as soon as it is here.
    Every,
    /// None.
    None,
    /// Each after so many bytes a second were dealt with.
    Slow(u32),
}

/// A program of one file in a terminal.
pub fn program(language: &str, entry: &str, source: &str) -> RunRequest {
    RunRequest {
        language: language.into(),
        files: vec![SourceFile::text(entry, source)],
        entry: None,
        args: vec![],
        io: Io::Terminal(TerminalSize { cols: 80, rows: 24 }),
    }
}

/// A Python program in a terminal.
pub fn python(source: &str) -> RunRequest {
    program("python", "main.py", source)
}

impl Client {
    /// A client that was welcomed.
    pub async fn connect(server: &Server) -> Self {
        Self::greet(server, None).await
    }

    /// Takes up a run, with `offset` bytes of its output already here.
    pub async fn resume(server: &Server, accepted: &Accepted, offset: u64) -> (Self, Resumed) {
        let (session, token) = (accepted.session, accepted.resume_token.clone());
        let mut client = Self::greet(server, Some(Resume { session, token, offset })).await;
        match client.message().await {
            ServerMessage::Resumed(resumed) => {
                client.start = resumed.from;
                (client, resumed)
            }
            other => panic!("not resumed: {other:?}"),
        }
    }

    /// A client that was welcomed, and may ask for a run that it knows.
    pub async fn greet(server: &Server, resume: Option<Resume>) -> Self {
        let address = format!("ws://{}{}", server.address, protocol::WEBSOCKET_PATH);
        // As a browser does: small frames are sent at once.
        let (mut socket, _) = connect_async_with_config(address, None, true).await.unwrap();
        let hello = ClientMessage::Hello(Hello { protocol_version: PROTOCOL_VERSION, resume });
        socket.send(Message::text(serde_json::to_string(&hello).unwrap())).await.unwrap();
        let first = timeout(PATIENCE, socket.next()).await.expect("an answer in time").unwrap().unwrap();
        let ServerMessage::Welcome(welcome) = serde_json::from_str(first.to_text().unwrap()).unwrap() else {
            panic!("no welcome but {first}");
        };
        let (messages, output) = (VecDeque::new(), Vec::new());
        Self { socket, welcome, messages, output, start: 0, fed: 0, consumed: 0, acks: Acks::Every }
    }

    /// Sends a message.
    pub async fn send(&mut self, message: &ClientMessage) {
        self.send_text(serde_json::to_string(message).unwrap()).await;
    }

    /// Sends a text frame, whether or not it is a message.
    pub async fn send_text(&mut self, text: String) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Sends what the server need not read to its end.
    pub async fn send_cut_short(&mut self, text: String) {
        // The answer is in the socket, whether or not there was somebody left to send to.
        let _ = self.socket.send(Message::text(text)).await;
    }

    /// Sends input that begins at `offset`.
    pub async fn input(&mut self, offset: u64, bytes: &[u8]) {
        let frame = InputFrame { offset, bytes }.encode();
        self.socket.send(Message::binary(frame)).await.unwrap();
    }

    /// Sends input that begins at `offset`, unless the server has gone.
    pub async fn try_input(&mut self, offset: u64, bytes: &[u8]) -> bool {
        let frame = InputFrame { offset, bytes }.encode();
        self.socket.send(Message::binary(frame)).await.is_ok()
    }

    /// Sends what comes next of the input, as fast as its window allows.
    pub async fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = (self.consumed + INPUT_WINDOW_BYTES - self.fed) as usize;
            if room == 0 {
                self.hear().await;
                continue;
            }
            let piece = bytes.split_off(..room.min(bytes.len())).unwrap();
            self.input(self.fed, piece).await;
            self.fed += piece.len() as u64;
        }
    }

    /// Starts a program, whose output starts anew.
    pub async fn run(&mut self, request: RunRequest) -> Accepted {
        self.send(&ClientMessage::Run(request)).await;
        loop {
            match self.message().await {
                ServerMessage::Accepted(accepted) => {
                    // Only now: what came before was still the last run's.
                    self.output.clear();
                    (self.start, self.fed, self.consumed) = (0, 0, 0);
                    return accepted;
                }
                ServerMessage::Rejected(rejected) => panic!("{rejected:?}"),
                _ => {}
            }
        }
    }

    /// The next message, with the output that comes before it put aside.
    pub async fn message(&mut self) -> ServerMessage {
        loop {
            if let Some(message) = self.messages.pop_front() {
                return message;
            }
            self.hear().await;
        }
    }

    /// Waits for the files that the program wrote.
    pub async fn files(&mut self) -> Files {
        loop {
            if let ServerMessage::Files(files) = self.message().await {
                return files;
            }
        }
    }

    /// Asks for a file that the program wrote.
    pub async fn read_file(&mut self, session: SessionId, path: &str) -> Option<FileContent> {
        self.send(&ClientMessage::ReadFile(ReadFile { session, path: path.into() })).await;
        loop {
            if let ServerMessage::File(answer) = self.message().await {
                assert_eq!((answer.session, answer.path.as_str()), (session, path));
                return answer.content;
            }
        }
    }

    /// Waits for a notice.
    pub async fn notice(&mut self, kind: NoticeKind) {
        while !matches!(self.message().await, ServerMessage::Notice(notice) if notice.kind == kind) {}
    }

    /// Waits for a refusal.
    pub async fn rejected(&mut self) -> Rejected {
        loop {
            if let ServerMessage::Rejected(rejected) = self.message().await {
                return rejected;
            }
        }
    }

    /// Waits until the run is in this phase.
    pub async fn state(&mut self, phase: Phase) {
        let expected = RunState::Running { phase };
        while !matches!(self.message().await, ServerMessage::State(change) if change.state == expected) {}
    }

    /// Waits for the run's end.
    pub async fn ending(&mut self) -> RunState {
        loop {
            if let ServerMessage::State(change) = self.message().await
                && change.state.is_terminal()
            {
                return change.state;
            }
        }
    }

    /// Waits for the run's end and for all of its output.
    pub async fn end(&mut self) -> RunState {
        let state = self.ending().await;
        self.output_up_to(state.end().unwrap().output_end).await;
        state
    }

    /// Waits for output up to an offset.
    pub async fn output_up_to(&mut self, offset: u64) {
        while self.here() < offset {
            self.hear().await;
        }
    }

    /// The output since the last time, at least a byte of it.
    pub async fn some_output(&mut self) -> Vec<u8> {
        while self.output.is_empty() {
            self.hear().await;
        }
        self.start = self.here();
        std::mem::take(&mut self.output)
    }

    /// Waits until the output holds these words.
    pub async fn output_with(&mut self, words: &str) {
        while !self.text().contains(words) {
            self.hear().await;
        }
    }

    /// Waits until the text from a place on holds one of these words. Says which, and the place after them.
    pub async fn text_with_one_of(&mut self, place: usize, words: &[&str]) -> (usize, usize) {
        loop {
            let text = self.text();
            let found = |word: &&str| text[place..].find(*word).map(|at| place + at + word.len());
            if let Some(it) = words.iter().enumerate().find_map(|(which, word)| Some((which, found(word)?))) {
                return it;
            }
            self.hear().await;
        }
    }

    /// The output, with a terminal's line ends made plain.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.output).replace("\r\n", "\n")
    }

    /// The offset that follows the output.
    pub fn here(&self) -> u64 {
        self.start + self.output.len() as u64
    }

    /// Says that all output is on the screen.
    pub async fn ack(&mut self) {
        let offset = self.here();
        self.send(&ClientMessage::Ack(Ack { offset })).await;
    }

    /// Waits for the server's close.
    pub async fn closed(&mut self) -> CloseFrame {
        loop {
            let frame = timeout(PATIENCE, self.socket.next()).await.expect("a close in time");
            if let Message::Close(Some(frame)) = frame.expect("a close before the end").unwrap() {
                return frame;
            }
        }
    }

    async fn hear(&mut self) {
        let frame = timeout(PATIENCE, self.socket.next()).await.expect("a frame in time");
        match frame.expect("the socket is open").unwrap() {
            Message::Text(text) => {
                let message = serde_json::from_str(&text).unwrap();
                if let ServerMessage::StdinAck(ack) = &message {
                    self.consumed = ack.offset;
                }
                self.messages.push_back(message);
            }
            Message::Binary(bytes) => {
                let frame = OutputFrame::decode(&bytes).unwrap();
                assert_eq!(frame.offset, self.here(), "output has no gap and no byte twice");
                self.output.extend_from_slice(frame.bytes);
                match self.acks {
                    Acks::Every => self.ack().await,
                    Acks::Slow(bytes_per_second) => {
                        let length = frame.bytes.len() as f64;
                        let takes = Duration::from_secs_f64(length / f64::from(bytes_per_second));
                        tokio::time::sleep(takes).await;
                        self.ack().await;
                    }
                    Acks::None => {}
                }
            }
            Message::Ping(_) => {}
            other => panic!("{other:?}"),
        }
    }
}
