//! A client that keeps no rule: bytes on a TCP connection.

use std::time::Duration;

use testing::server::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take.
const ANSWER_DEADLINE: Duration = Duration::from_secs(10);

/// The first byte of a text frame that is whole.
pub(crate) const TEXT: u8 = 0x81;

/// One connection.
pub(crate) struct Raw {
    stream: TcpStream,
}

impl Raw {
    pub(crate) async fn connect(server: &Server) -> Self {
        Self { stream: TcpStream::connect(server.address).await.unwrap() }
    }

    /// One that has become a WebSocket and has said hello.
    pub(crate) async fn greeted(server: &Server) -> Self {
        let mut raw = Self::connect(server).await;
        assert_eq!(raw.upgrade(&[("Host", &server.address.to_string())]).await, 101);
        raw.send(&frame(TEXT, br#"{"type":"hello","protocol_version":1}"#)).await;
        raw
    }

    /// Asks for a WebSocket with these headers, and returns the status of the answer.
    pub(crate) async fn upgrade(&mut self, headers: &[(&str, &str)]) -> u16 {
        let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let headers = headers.collect::<Vec<_>>().concat();
        let request = format!(
            "GET {} HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n",
            protocol::WEBSOCKET_PATH
        );
        self.send(request.as_bytes()).await;
        let head = self.head().await;
        head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// Sends bytes, of which the server need not take all.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        let sent = timeout(ANSWER_DEADLINE, self.stream.write_all(bytes)).await;
        // A server that has closed its end has answered already.
        let _ = sent.expect("the server takes the bytes or closes");
    }

    /// The answer's head.
    async fn head(&mut self) -> String {
        let read = async {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(self.stream.read_u8().await.unwrap());
            }
            String::from_utf8(head).unwrap()
        };
        timeout(ANSWER_DEADLINE, read).await.expect("an answer in time")
    }

    /// All that comes until the server closes.
    pub(crate) async fn rest(mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let read = async {
            // A reset is an end as well.
            while self.stream.read_buf(&mut rest).await.is_ok_and(|count| count > 0) {}
        };
        timeout(ANSWER_DEADLINE, read).await.expect("the server closes in time");
        rest
    }
}

/// A client's frame, masked with zeros.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..126 => bytes.push(0x80 | length as u8),
        length @ 126..65_536 => {
            bytes.push(0x80 | 0x7e);
            bytes.extend((length as u16).to_be_bytes());
        }
        length => {
            bytes.push(0x80 | 0x7f);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}
