//! The least of HTTP that it takes to ask a server on this machine for a page.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result};

/// How long a server may take for one answer.
const ANSWER_DEADLINE: Duration = Duration::from_secs(10);

/// An answer.
pub(crate) struct Response {
    /// The status code.
    pub(crate) status: u16,
    /// The header lines, in lower case.
    pub(crate) head: String,
    /// The bytes.
    pub(crate) body: Vec<u8>,
}

/// Asks for a path at `host:port`.
pub(crate) fn get(address: &str, path: &str) -> Result<Response> {
    exchange(address, &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"))
}

/// Asks for a WebSocket at `host:port` and returns the answer to that.
pub(crate) fn upgrade(address: &str, path: &str) -> Result<Response> {
    exchange(
        address,
        &format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        ),
    )
}

/// Sends a request and reads until the server closes, or for an upgrade until the head's end.
fn exchange(address: &str, request: &str) -> Result<Response> {
    let mut stream = TcpStream::connect(address).with_context(|| format!("{address} does not answer"))?;
    stream.set_read_timeout(Some(ANSWER_DEADLINE))?;
    stream.set_write_timeout(Some(ANSWER_DEADLINE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        let count = stream.read(&mut chunk).with_context(|| format!("{address} does not answer in time"))?;
        answer.extend_from_slice(&chunk[..count]);
        let response = parse(&answer);
        if count == 0 || response.as_ref().is_some_and(|response| response.status == 101) {
            return response.with_context(|| format!("{address} does not speak HTTP"));
        }
    }
}

/// Splits an answer, once its head is there.
fn parse(answer: &[u8]) -> Option<Response> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Response { status, head, body: answer[end + 4..].to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_split_once_its_head_is_there() {
        assert!(parse(b"HTTP/1.1 200 OK\r\nContent-").is_none());
        let response = parse(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\nno").unwrap();
        assert_eq!((response.status, response.body.as_slice()), (404, b"no".as_slice()));
        assert!(response.head.contains("content-type: text/plain"));
    }
}
