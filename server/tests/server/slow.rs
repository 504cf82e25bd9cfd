//! Requests that come slowly, or are too large: closed at a deadline, in words where anybody listens.

use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::time::interval;

use crate::raw::{self, read_to_end};
use crate::support::{Installation, Server};

/// Well above the server's own deadlines, well below a wait for ever.
const SOON: Duration = Duration::from_secs(30);

async fn a_head_that_comes_byte_by_byte(server: &Server) {
    let (mut answers, mut stream) = raw::connect(server.address).await.into_split();
    let dripping = async {
        let mut clock = interval(Duration::from_millis(500));
        stream.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").await.unwrap();
        // Until the other side has closed: what is sent then fails.
        while stream.write_all(b"x").await.is_ok() {
            clock.tick().await;
        }
    };
    let mut answer = Vec::new();
    let reading = tokio::io::AsyncReadExt::read_to_end(&mut answers, &mut answer);
    let begun = Instant::now();
    tokio::select! {
        () = dripping => {}
        _ = reading => {}
    }
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

async fn a_body_that_never_comes(server: &Server) {
    let mut stream = raw::connect(server.address).await;
    let head = format!(
        "POST /api/examples HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{",
        server.address
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(read_to_end(&mut stream, SOON).await.status(), 408);
}

async fn a_connection_without_a_request(server: &Server) {
    let mut stream = raw::connect(server.address).await;
    read_to_end(&mut stream, SOON).await;
}

#[tokio::test]
async fn row_33_slow_heads_and_slow_bodies_are_closed() {
    let installation = Installation::new(&[]).await;
    let server = installation.listen().await;
    tokio::join!(
        a_head_that_comes_byte_by_byte(&server),
        a_body_that_never_comes(&server),
        a_connection_without_a_request(&server),
    );
    installation.stop(server).await;
}

#[tokio::test]
async fn row_33_huge_heads_and_huge_bodies_are_refused() {
    let installation = Installation::new(&[]).await;
    let server = installation.listen().await;
    let huge = format!("X-Huge: {}", "x".repeat(300_000));
    assert_eq!(raw::ask(server.address, "GET /", &[&huge], "").await.status(), 431);
    let many: Vec<String> = (0..200).map(|number| format!("X-{number}: x")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(raw::ask(server.address, "GET /", &many, "").await.status(), 431);
    let body = "x".repeat(100_000);
    assert_eq!(raw::ask(server.address, "POST /api/examples", &[], &body).await.status(), 413);
    installation.stop(server).await;
}
