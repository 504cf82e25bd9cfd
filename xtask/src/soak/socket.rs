//! A WebSocket to the server, which may be cut.

use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use protocol::client::{Hello, Resume};
use protocol::{ClientMessage, PROTOCOL_VERSION, ServerMessage, WEBSOCKET_PATH};
use tungstenite::{Message, WebSocket};

/// One connection.
pub(super) struct Socket {
    socket: WebSocket<TcpStream>,
    patience: Duration,
}

/// What the server sent.
pub(super) enum Heard {
    /// A message.
    Message(Box<ServerMessage>),
    /// A frame of output.
    Output(Vec<u8>),
}

impl Socket {
    /// Connects and says hello, or takes up a run. Nothing is waited for longer than `patience`.
    pub(super) fn connect(address: &str, resume: Option<Resume>, patience: Duration) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(patience))?;
        stream.set_write_timeout(Some(patience))?;
        let (socket, _) = tungstenite::client(format!("ws://{address}{WEBSOCKET_PATH}"), stream)?;
        let mut socket = Self { socket, patience };
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
        Ok(self.socket.send(frame)?)
    }

    /// Waits for what the server sends next.
    pub(super) fn hear(&mut self) -> Result<Heard> {
        let asked = Instant::now();
        loop {
            // The server's pings come all the time, and are nothing that anybody waits for.
            ensure!(asked.elapsed() < self.patience, "nothing came within {:?}", self.patience);
            match self.socket.read()? {
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
        let _ = self.socket.get_ref().shutdown(Shutdown::Both);
    }
}
