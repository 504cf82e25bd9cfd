//! Takes connections in and serves them: bounded in number, and with a clock on every request's head.
//!
//! axum's own loop sets no timer for heads (axum issue 2741), so that whoever sends theirs slowly holds
//! a connection for ever; and it takes as many connections as come.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;
use tracing::{debug, warn};

use super::occupancy::{Occupancy, Seat};
use crate::config::{HttpConfig, Networks};
use crate::run::queue::AddressKey;

/// How long a request's head may take, and how long a connection may lie idle between two requests.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);

/// How large a request's head may be. Cookies and a long address fit many times.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// How many headers a request may have.
const HEADERS_MAX: usize = 100;

/// How long a connection may go on that does not become a WebSocket: whoever reads an answer slowly, or not
/// at all, holds it no longer.
const CONNECTION_MAX: Duration = Duration::from_mins(5);

/// How long the answer that is under way then may still take.
const LAST_ANSWER: Duration = Duration::from_secs(15);

/// How many connections are told at once that there are too many. Others are closed without a word.
const TOLD_MAX: usize = 64;

/// How long telling may take.
const TELL_DEADLINE: Duration = Duration::from_secs(2);

/// How long accepting rests after the system refused, for want of descriptors as a rule.
const ACCEPT_REST: Duration = Duration::from_millis(200);

/// What a connection too many is told. It is closed before its request is read.
const TOO_MANY: &str = "Madang has too many open connections. Try again in a moment.\n";

/// A connection's place among those that there may be. A WebSocket keeps it for as long as it is open,
/// which is longer than the HTTP connection that it came from.
#[derive(Clone)]
pub(super) struct Place {
    _held: Arc<(OwnedSemaphorePermit, Seat)>,
}

/// How many connections there may be.
#[derive(Clone)]
pub struct Bounds {
    all_max: usize,
    per_address_max: usize,
    /// Whose addresses are not one person's: proxies, which speak for many, and what the operator exempts.
    exempt: Networks,
}

impl Bounds {
    /// What the configuration says.
    pub fn new(config: &HttpConfig) -> Self {
        Self {
            all_max: config.connections_max,
            per_address_max: config.connections_per_address_max,
            exempt: config.trusted_proxies.and(&config.exempt_networks),
        }
    }
}

/// Serves `router` to every connection until `shutdown`, then lets the open ones end.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    shutdown: impl Future<Output = ()> + Send,
) {
    let all = Arc::new(Semaphore::new(bounds.all_max.min(Semaphore::MAX_PERMITS)));
    let told = Arc::new(Semaphore::new(TOLD_MAX));
    let by_address = Occupancy::new(bounds.per_address_max);
    let (stop, stopping) = watch::channel(false);
    // Its receivers are the connections that are open.
    let open = watch::Sender::new(());
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut shutdown => break,
        };
        let seat = if bounds.exempt.contains(peer.ip()) {
            Some(Seat::exempt())
        } else {
            by_address.enter(AddressKey::from(peer.ip()))
        };
        let (Ok(permit), Some(seat)) = (Arc::clone(&all).try_acquire_owned(), seat) else {
            if let Ok(telling) = Arc::clone(&told).try_acquire_owned() {
                tokio::spawn(async move {
                    let _ = timeout(TELL_DEADLINE, refuse(stream)).await;
                    drop(telling);
                });
            }
            continue;
        };
        // Without it a small frame waits up to 40 ms for the client to acknowledge the one before.
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%error, "a socket refused to send without delay");
        }
        let place = Place { _held: Arc::new((permit, seat)) };
        let (router, stopping, open) = (router.clone(), stopping.clone(), open.subscribe());
        tokio::spawn(async move {
            connection(stream, peer, place, router, stopping).await;
            drop(open);
        });
    }
    drop(listener);
    stop.send_replace(true);
    open.closed().await;
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                // A client that has gone again is its own affair; anything else comes again at once.
                let gone = matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted
                        | io::ErrorKind::ConnectionReset
                        | io::ErrorKind::ConnectionRefused
                );
                if !gone {
                    warn!(%error, "no connection can be accepted");
                    sleep(ACCEPT_REST).await;
                }
            }
        }
    }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    place: Place,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let service = router.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(place.clone());
        request
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_DEADLINE);
    builder.max_buf_size(HEAD_BYTES_MAX).max_headers(HEADERS_MAX);
    let served = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let mut served = pin!(served.with_upgrades());
    let asked_to_stop =
        async { drop(timeout(CONNECTION_MAX, stopping.wait_for(|stopping| *stopping)).await) };
    let ended = tokio::select! {
        ended = served.as_mut() => Ok(ended),
        () = asked_to_stop => {
            served.as_mut().graceful_shutdown();
            timeout(LAST_ANSWER, served).await
        }
    };
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!(%error, "a connection ended badly"),
        Err(_) => debug!("a connection was cut: its client does not read"),
    }
}

/// Says that there are too many. What the client has sent is read and thrown away: a socket closed over
/// unread bytes is reset, and the answer lost with it.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\n\
         retry-after: 5\r\nconnection: close\r\n\r\n{TOO_MANY}",
        TOO_MANY.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    let mut unread = [0; 1024];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::routing::get;
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_reads_its_answer_is_cut() {
        let permit = Arc::new(Semaphore::new(1)).try_acquire_owned().expect("one is free");
        let place = Place { _held: Arc::new((permit, Seat::exempt())) };
        let router = Router::new().route("/", get(|| async { vec![0_u8; 1 << 20] }));
        let (mut client, server) = tokio::io::duplex(1024);
        client.write_all(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n").await.expect("it is taken");
        let (_stop, stopping) = watch::channel(false);
        let begun = Instant::now();
        connection(server, (Ipv4Addr::LOCALHOST, 1).into(), place, router, stopping).await;
        assert_eq!(begun.elapsed().as_secs(), (CONNECTION_MAX + LAST_ANSWER).as_secs());
    }
}
