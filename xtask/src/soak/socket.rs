//! A WebSocket to the server, which may be cut.

use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use protocol::client::{Hello, Resume};
use protocol::{ClientMessage, PROTOCOL_VERSION, ServerMessage, WEBSOCKET_PATH};
use tungstenite::{Message, WebSocket};

/// How long the server may be silent: longer than a disturbance lasts.
const SILENCE_MAX: Duration = Duration::from_secs(90);

/// One connection.
pub(super) struct Socket(WebSocket<TcpStream>);

/// What the server sent.
pub(super) enum Heard {
    /// A message.
    Message(Box<ServerMessage>),
    /// A frame of output.
    Output(Vec<u8>),
}

impl Socket {
    /// Connects and says hello, or takes up a run.
    pub(super) fn connect(address: &str, resume: Option<Resume>) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SILENCE_MAX))?;
        stream.set_write_timeout(Some(SILENCE_MAX))?;
        let (socket, _) = tungstenite::client(format!("ws://{address}{WEBSOCKET_PATH}"), stream)?;
        let mut socket = Self(socket);
        socket.say(&ClientMessage::Hello(Hello { protocol_version: PROTOCOL_VERSION, resume }))?;
        match socket.hear()? {
            Heard::Message(message) if matches!(*message, ServerMessage::Welcome(_)) => Ok(socket),
            _ => bail!("no welcome"),
        }
    }

    /// Sends a message.
    pub(super) fn say(&mut self, message: &ClientMessage) -> Result<()> {
        self.send(Message::text(serde_json::to_string(message)?))
    }

    /// Sends any frame.
    pub(super) fn send(&mut self, frame: Message) -> Result<()> {
        Ok(self.0.send(frame)?)
    }

    /// Waits for what the server sends next.
    pub(super) fn hear(&mut self) -> Result<Heard> {
        loop {
            match self.0.read()? {
                Message::Text(text) => {
                    let message = serde_json::from_str(&text).context("no message of the protocol")?;
                    return Ok(Heard::Message(Box::new(message)));
                }
                Message::Binary(bytes) => return Ok(Heard::Output(bytes.to_vec())),
                Message::Close(frame) => bail!("closed: {frame:?}"),
                _ => {}
            }
        }
    }

    /// Cuts the connection, without the close that the protocol asks for.
    pub(super) fn cut(self) {
        let _ = self.0.get_ref().shutdown(Shutdown::Both);
    }
}
