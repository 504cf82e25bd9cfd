//! Requests as bytes: what no well-made client sends.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::PATIENCE;

/// A connection on which nothing has been said yet.
pub(crate) async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// What a server answers, head and body, until it closes.
pub(crate) struct Answer(String);

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        let status = self.0.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {:?}", self.0));
        status.parse().unwrap()
    }

    pub(crate) fn contains(&self, words: &str) -> bool {
        self.0.contains(words)
    }

    /// The values of a header.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let head = self.0.split("\r\n\r\n").next().unwrap();
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// Reads until the other side closes.
pub(crate) async fn read_to_end(stream: &mut TcpStream, patience: Duration) -> Answer {
    let mut answer = Vec::new();
    timeout(patience, stream.read_to_end(&mut answer)).await.expect("it closes in time").unwrap();
    Answer(String::from_utf8_lossy(&answer).into_owned())
}

/// Asks with these header lines, and a body.
pub(crate) async fn ask(address: SocketAddr, line: &str, headers: &[&str], body: &str) -> Answer {
    let mut stream = connect(address).await;
    let headers = headers.join("\r\n") + if headers.is_empty() { "" } else { "\r\n" };
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    read_to_end(&mut stream, PATIENCE).await
}
