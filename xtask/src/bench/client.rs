//! A client of the WebSocket, for measuring.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use protocol::client::{Ack, Hello};
use protocol::{
    ClientMessage, Io, OutputFrame, PROTOCOL_VERSION, RunRequest, RunState, ServerMessage, SourceFile,
    TerminalSize, WEBSOCKET_PATH,
};
use tungstenite::{Message, WebSocket};

/// How long the server may be silent.
pub(super) const SILENCE_MAX: Duration = Duration::from_mins(1);

/// One connection.
pub(super) struct Client {
    pub(super) socket: WebSocket<TcpStream>,
}

/// When a run did what, counted from the press of Run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// Its first output byte arrived.
    pub(super) first_byte: Duration,
    /// Its end was told and all its output was there.
    pub(super) end: Duration,
}

impl Client {
    /// Connects and says hello.
    pub(super) fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SILENCE_MAX))?;
        let (socket, _) = tungstenite::client(format!("ws://{address}{WEBSOCKET_PATH}"), stream)?;
        let mut client = Self { socket };
        client.say(&ClientMessage::Hello(Hello { protocol_version: PROTOCOL_VERSION, resume: None }))?;
        Ok(client)
    }

    /// Runs a program that ends by itself, and times it.
    pub(super) fn time(&mut self, language: &str, path: &str, source: &str) -> Result<Times> {
        let pressed = Instant::now();
        self.say(&ClientMessage::Run(request(language, path, source)))?;
        let (mut first_byte, mut offset, mut end) = (None, 0, None);
        loop {
            match self.socket.read()? {
                Message::Binary(bytes) => {
                    offset = end_of_frame(&bytes)?;
                    first_byte.get_or_insert_with(|| pressed.elapsed());
                    self.say(&ClientMessage::Ack(Ack { offset }))?;
                }
                Message::Text(text) => match serde_json::from_str(&text)? {
                    ServerMessage::State(change) => end = end.or(end_of(&change.state)?),
                    ServerMessage::Rejected(rejected) => bail!("the run was rejected: {}", rejected.message),
                    _ => {}
                },
                _ => {}
            }
            if end.is_some_and(|end| offset >= end) {
                let first_byte = first_byte.context("the program printed nothing")?;
                return Ok(Times { first_byte, end: pressed.elapsed() });
            }
        }
    }

    /// Runs a program that ends only when it is stopped, stops it, and returns when Stop was pressed, as soon
    /// as STOPPED is told.
    pub(super) fn stop(
        &mut self,
        language: &str,
        path: &str,
        source: &str,
        after: Duration,
    ) -> Result<Instant> {
        self.say(&ClientMessage::Run(request(language, path, source)))?;
        let (mut shown, mut pressed): (Option<Instant>, Option<Instant>) = (None, None);
        loop {
            if pressed.is_none() && shown.is_some_and(|shown| shown.elapsed() >= after) {
                self.say(&ClientMessage::Stop)?;
                pressed = Some(Instant::now());
            }
            // A flood is never silent, so Stop has a deadline of its own.
            ensure!(pressed.is_none_or(|pressed| pressed.elapsed() < SILENCE_MAX), "Stop has no effect");
            // A program that shows nothing more sends nothing that this would wake up for.
            let silence = if pressed.is_none() && shown.is_some() { after } else { SILENCE_MAX };
            self.socket.get_ref().set_read_timeout(Some(silence))?;
            match self.socket.read() {
                Ok(Message::Binary(bytes)) => {
                    let offset = end_of_frame(&bytes)?;
                    shown.get_or_insert_with(Instant::now);
                    self.say(&ClientMessage::Ack(Ack { offset }))?;
                }
                Ok(Message::Text(text)) => match serde_json::from_str(&text)? {
                    ServerMessage::State(change) if change.state.is_terminal() => {
                        let pressed = pressed.context("the program ended before it was stopped")?;
                        ensure!(matches!(change.state, RunState::Stopped { .. }), "{:?}", change.state);
                        self.socket.get_ref().set_read_timeout(Some(SILENCE_MAX))?;
                        return Ok(pressed);
                    }
                    ServerMessage::Rejected(rejected) => bail!("the run was rejected: {}", rejected.message),
                    _ => {}
                },
                Ok(_) => {}
                Err(tungstenite::Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Sends a message.
    pub(super) fn say(&mut self, message: &ClientMessage) -> Result<()> {
        Ok(self.socket.send(Message::text(serde_json::to_string(message)?))?)
    }
}

/// A program in a terminal of the usual size.
pub(crate) fn request(language: &str, path: &str, source: &str) -> RunRequest {
    RunRequest {
        language: language.to_owned(),
        files: vec![SourceFile::text(path, source)],
        entry: None,
        args: vec![],
        io: Io::Terminal(TerminalSize { cols: 80, rows: 24 }),
    }
}

/// How much output there is with this frame.
fn end_of_frame(bytes: &[u8]) -> Result<u64> {
    let frame = OutputFrame::decode(bytes).context("a binary frame is no output")?;
    Ok(frame.offset + frame.bytes.len() as u64)
}

/// How much output there is, once the run has ended as it should.
fn end_of(state: &RunState) -> Result<Option<u64>> {
    match state {
        RunState::Finished { outcome: protocol::Outcome::Exited { code: 0 }, end } => {
            Ok(Some(end.output_end))
        }
        state if state.is_terminal() => bail!("the program ended otherwise: {state:?}"),
        _ => Ok(None),
    }
}
