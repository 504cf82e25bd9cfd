//! A network that breaks again and again, and a page that comes back each time.

use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use protocol::client::{Ack, Hello, Resume};
use protocol::server::Accepted;
use protocol::{ClientMessage, InputFrame, OutputFrame, PROTOCOL_VERSION, ServerMessage};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::client::{Client, python};
use crate::cutter::{Cut, Cutter};
use crate::random::Random;
use crate::support::{Installation, PATIENCE};

const CUTS: usize = 200;

/// How much input may be under way: enough that much of it is when the network breaks.
const TYPED_AHEAD_MAX: usize = 8 * 1024;

/// Prints numbered lines, and counts the lines that it reads.
const PROGRAM: &str = "\
import sys, termios, threading, time

flags = termios.tcgetattr(0)
flags[3] &= ~termios.ECHO
termios.tcsetattr(0, termios.TCSANOW, flags)
lock, over = threading.Lock(), threading.Event()

def say(line):
    with lock:
        sys.stdout.write(line + '\\n')

def count():
    number = 0
    while not over.is_set():
        say(f'out {number}')
        number += 1
        if number % 50 == 0:
            time.sleep(0.0005)
    say(f'printed {number}')

printer = threading.Thread(target=count)
print('ready')
printer.start()
for number, line in enumerate(sys.stdin):
    say(f'in {number}: {line.strip()}')
    if line == 'end\\n':
        break
over.set()
printer.join()
";

/// A page that remembers what it has and what it typed.
struct Page {
    address: SocketAddr,
    accepted: Accepted,
    output: Vec<u8>,
    typed: Vec<u8>,
    lines: usize,
    /// How much of the input the server has said that it has.
    acked: usize,
    /// Where the output ends, once the run has.
    end: Option<u64>,
    /// Whether nothing more is typed.
    silent: bool,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

impl Page {
    /// Takes the run up and stays until the socket breaks or all is there.
    async fn visit(&mut self) -> Result<(), Error> {
        let address = format!("ws://{}{}", self.address, protocol::WEBSOCKET_PATH);
        let (mut socket, _) = connect_async_with_config(address, None, true).await?;
        let (session, token) = (self.accepted.session, self.accepted.resume_token.clone());
        let resume = Some(Resume { session, token, offset: self.output.len() as u64 });
        say(&mut socket, &ClientMessage::Hello(Hello { protocol_version: PROTOCOL_VERSION, resume })).await?;
        while self.end.is_none_or(|end| (self.output.len() as u64) < end) {
            let frame = timeout(PATIENCE, socket.next()).await.expect("a frame in time");
            match frame.ok_or(Error::ConnectionClosed)?? {
                Message::Text(text) => self.hear(&mut socket, serde_json::from_str(&text).unwrap()).await?,
                Message::Binary(bytes) => self.take(&mut socket, &bytes).await?,
                _ => {}
            }
        }
        Ok(())
    }

    async fn hear(&mut self, socket: &mut Socket, message: ServerMessage) -> Result<(), Error> {
        match message {
            ServerMessage::Resumed(resumed) => {
                assert_eq!(resumed.from, self.output.len() as u64);
                let reached = resumed.stdin_offset as usize;
                assert!((self.acked..=self.typed.len()).contains(&reached), "{reached}");
                self.acked = reached;
                // What the server has of it already, it leaves out.
                input(socket, reached, &self.typed[reached..]).await?;
            }
            ServerMessage::StdinAck(ack) => self.acked = ack.offset as usize,
            ServerMessage::State(change) => self.end = change.state.end().map(|end| end.output_end),
            ServerMessage::Rejected(rejected) => panic!("{rejected:?}"),
            _ => {}
        }
        Ok(())
    }

    async fn take(&mut self, socket: &mut Socket, bytes: &[u8]) -> Result<(), Error> {
        let frame = OutputFrame::decode(bytes).unwrap();
        assert_eq!(frame.offset, self.output.len() as u64, "output has no gap and no byte twice");
        self.output.extend_from_slice(frame.bytes);
        say(socket, &ClientMessage::Ack(Ack { offset: self.output.len() as u64 })).await?;
        while !self.silent && self.typed.len() - self.acked < TYPED_AHEAD_MAX {
            let line = format!("line {}\r", self.lines);
            self.lines += 1;
            self.type_line(socket, &line).await?;
        }
        Ok(())
    }

    async fn type_line(&mut self, socket: &mut Socket, line: &str) -> Result<(), Error> {
        let offset = self.typed.len();
        // First kept, then sent: if the socket breaks now, it is sent on the next.
        self.typed.extend_from_slice(line.as_bytes());
        input(socket, offset, line.as_bytes()).await
    }

    /// Every line is there once and in order.
    fn check(&self) {
        let text = String::from_utf8(self.output.clone()).unwrap();
        let (mut out, mut read) = (0, 0);
        for line in text.lines().skip_while(|line| *line != "ready").skip(1) {
            if line.starts_with("out ") {
                assert_eq!(line, format!("out {out}"));
                out += 1;
            } else if read < self.lines {
                assert_eq!(line, format!("in {read}: line {read}"));
                read += 1;
            } else if read == self.lines {
                assert_eq!(line, format!("in {read}: end"));
                read += 1;
            } else {
                assert_eq!(line, format!("printed {out}"));
            }
        }
        assert!(text.ends_with(&format!("printed {out}\r\n")), "the last line is there");
        println!("{out} lines printed, {read} read");
    }
}

async fn say(socket: &mut Socket, message: &ClientMessage) -> Result<(), Error> {
    socket.send(Message::text(serde_json::to_string(message).unwrap())).await
}

async fn input(socket: &mut Socket, offset: usize, bytes: &[u8]) -> Result<(), Error> {
    socket.send(Message::binary(InputFrame { offset: offset as u64, bytes }.encode())).await
}

#[tokio::test]
async fn lose_double_and_reorder_nothing() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut random = Random::new();
    let cuts: Vec<Cut> = (0..CUTS)
        .map(|_| {
            // Some in the handshake, the hello or the first frames.
            let end = if random.below(4) == 0 { 4_000 } else { 60_000 };
            Cut { after_bytes: random.below(end) as usize, reset: random.below(2) == 0 }
        })
        .collect();
    let cutter = Cutter::new(server.address, cuts).await;
    let mut client = Client::connect(&server).await;
    let accepted = client.run(python(PROGRAM)).await;
    client.output_with("ready").await;
    let output = std::mem::take(&mut client.output);
    drop(client);
    let address = cutter.address;
    let mut page =
        Page { address, accepted, output, typed: vec![], lines: 0, acked: 0, end: None, silent: false };
    while cutter.done() < CUTS {
        page.visit().await.expect_err("it is cut before the program ends");
    }
    page.silent = true;
    page.typed.extend_from_slice(b"end\r");
    page.visit().await.expect("it is not cut any more");
    page.check();
    drop(cutter);
    installation.stop(server).await;
}
