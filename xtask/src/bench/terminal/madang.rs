//! A program's terminal, carried by Madang.

use anyhow::{Context as _, Result, bail};
use protocol::client::Ack;
use protocol::{ClientMessage, InputFrame, OutputFrame, ServerMessage};
use tungstenite::Message;

use super::screen::Screen;
use crate::bench::client::{Client, request};

pub(super) struct Madang {
    client: Client,
    /// How much output has come, and how much input was sent.
    output: u64,
    input: u64,
    /// Where the output ends, once that is told.
    end: Option<u64>,
}

impl Madang {
    pub(super) fn start(address: &str, source: &str) -> Result<Self> {
        let mut client = Client::connect(address)?;
        client.say(&ClientMessage::Run(request("python", "main.py", source)))?;
        Ok(Self { client, output: 0, input: 0, end: None })
    }

    /// Presses Stop.
    pub(super) fn stop(&mut self) -> Result<()> {
        self.client.say(&ClientMessage::Stop)
    }

    fn hear(&mut self, message: ServerMessage) -> Result<()> {
        match message {
            ServerMessage::State(change) => self.end = change.state.end().map(|end| end.output_end),
            ServerMessage::Rejected(rejected) => bail!("the run was rejected: {}", rejected.message),
            _ => {}
        }
        Ok(())
    }
}

impl Screen for Madang {
    fn read(&mut self) -> Result<Option<Vec<u8>>> {
        while self.end.is_none_or(|end| self.output < end) {
            match self.client.socket.read()? {
                Message::Binary(bytes) => {
                    let frame = OutputFrame::decode(&bytes).context("a binary frame is no output")?;
                    self.output = frame.offset + frame.bytes.len() as u64;
                    return Ok(Some(frame.bytes.to_vec()));
                }
                Message::Text(text) => {
                    self.hear(serde_json::from_str(&text)?)?;
                    if self.is_over() {
                        return Ok(Some(vec![]));
                    }
                }
                _ => {}
            }
        }
        Ok(None)
    }

    fn shown(&mut self) -> Result<()> {
        self.client.say(&ClientMessage::Ack(Ack { offset: self.output }))
    }

    fn press(&mut self, keys: &[u8]) -> Result<()> {
        let frame = InputFrame { offset: self.input, bytes: keys }.encode();
        self.input += keys.len() as u64;
        Ok(self.client.socket.send(Message::binary(frame))?)
    }

    fn is_over(&self) -> bool {
        self.end.is_some()
    }
}
