//! Many connections, many pages, many runs: each client and address has a bound and hears of it, and the
//! others feel nothing.

use futures_util::future::join_all;
use futures_util::{SinkExt as _, StreamExt as _};
use protocol::server::RejectReason;
use protocol::{ClientMessage, ServerMessage};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Message, http};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::client::{Client, program, python};
use crate::raw;
use crate::support::{Installation, PATIENCE, Server, until};

/// This machine is exempt from what bounds one address, where an operator says nothing.
const NO_ONE_EXEMPT: (&str, &str) = ("MADANG_EXEMPT_NETWORKS", "");

/// The most that an idle socket may cost the server.
const IDLE_SOCKET_BYTES_MAX: u64 = 100 * 1024;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A page's socket, with its browser's cookie.
async fn page_socket(server: &Server, cookie: &str) -> Socket {
    let address = format!("ws://{}{}", server.address, protocol::WEBSOCKET_PATH);
    let mut request = address.into_client_request().unwrap();
    let origin = format!("http://{}", server.address);
    request.headers_mut().insert(http::header::ORIGIN, origin.parse().unwrap());
    request.headers_mut().insert(http::header::COOKIE, cookie.parse().unwrap());
    connect_async(request).await.unwrap().0
}

async fn next(socket: &mut Socket) -> Message {
    timeout(PATIENCE, socket.next()).await.expect("a frame in time").unwrap().unwrap()
}

/// A browser's cookie, as the page gives it.
async fn cookie(server: &Server) -> String {
    let page = raw::ask(server.address, "GET /", &[], "").await;
    let cookie = page.header("set-cookie").into_iter().find(|cookie| cookie.starts_with("madang_client="));
    cookie.unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn row_32_an_address_has_so_many_connections_and_hears_of_it() {
    let bound = ("MADANG_CONNECTIONS_PER_ADDRESS_MAX", "8");
    let installation = Installation::new(&[NO_ONE_EXEMPT, bound]).await;
    let server = installation.listen().await;
    let mut open = join_all((0..8).map(|_| raw::connect(server.address))).await;
    // They are served in the order in which they came: this one is the ninth.
    let refused = raw::ask(server.address, "GET /healthz", &[], "").await;
    assert_eq!(refused.status(), 503, "{}", refused.text());
    assert!(refused.contains("too many open connections"), "{}", refused.text());
    assert_eq!(refused.header("retry-after"), ["5"]);
    open.pop();
    until(PATIENCE, "a connection is free again", || async {
        raw::ask(server.address, "GET /healthz", &[], "").await.status() == 200
    })
    .await;
    installation.stop(server).await;
}

#[tokio::test]
async fn row_32_all_connections_together_are_bounded() {
    let installation = Installation::new(&[("MADANG_CONNECTIONS_MAX", "4")]).await;
    let server = installation.listen().await;
    // A page that has become a WebSocket still counts.
    let pages = join_all((0..2).map(|_| Client::connect(&server))).await;
    let open = (pages, join_all((0..2).map(|_| raw::connect(server.address))).await);
    assert_eq!(raw::ask(server.address, "GET /healthz", &[], "").await.status(), 503);
    drop(open);
    until(PATIENCE, "connections are free again", || async {
        raw::ask(server.address, "GET /healthz", &[], "").await.status() == 200
    })
    .await;
    installation.stop(server).await;
}

#[tokio::test]
async fn row_32_a_browser_has_so_many_pages_and_hears_of_it() {
    let installation = Installation::new(&[("MADANG_SOCKETS_PER_CLIENT_MAX", "2")]).await;
    let server = installation.listen().await;
    let cookie = cookie(&server).await;
    let _first = page_socket(&server, &cookie).await;
    let second = page_socket(&server, &cookie).await;
    let mut third = page_socket(&server, &cookie).await;
    let ServerMessage::Rejected(rejected) =
        serde_json::from_str(next(&mut third).await.to_text().unwrap()).unwrap()
    else {
        panic!("it is told why");
    };
    assert_eq!(rejected.reason, RejectReason::TooManyConnections);
    assert!(rejected.message.contains("close some"), "{}", rejected.message);
    let Message::Close(Some(close)) = next(&mut third).await else { panic!("and it is closed") };
    assert_eq!(u16::from(close.code), 1013);
    // Another browser has a share of its own.
    Client::connect(&server).await;
    drop(second);
    until(PATIENCE, "a page that was closed makes room", || async {
        let mut again = page_socket(&server, &cookie).await;
        let hello = r#"{"type":"hello","protocol_version":1}"#;
        again.send(Message::text(hello)).await.is_ok()
            && next(&mut again).await.to_text().is_ok_and(|text| text.contains("welcome"))
    })
    .await;
    installation.stop(server).await;
}

#[tokio::test]
async fn row_32_runs_of_a_client_and_of_an_address_have_a_rate() {
    let client_share = ("MADANG_RUNS_PER_MINUTE_CLIENT", "5");
    let address_share = ("MADANG_RUNS_PER_MINUTE_ADDRESS", "8");
    let installation = Installation::new(&[NO_ONE_EXEMPT, client_share, address_share]).await;
    let server = installation.listen().await;
    // What is refused for another reason counts as well: it costs the server as much.
    let run = ClientMessage::Run(program("no such language", "main.py", ""));
    let mut reasons = Vec::new();
    for runs in [6, 4] {
        let mut client = Client::connect(&server).await;
        for _ in 0..runs {
            client.send(&run).await;
            let rejected = client.rejected().await;
            if rejected.reason == RejectReason::RateLimited {
                assert!(
                    rejected.retry_after_ms.is_some_and(|wait| wait > 0 && wait <= 12_000),
                    "{rejected:?}"
                );
            }
            reasons.push(rejected.reason);
        }
    }
    let (invalid, limited) = (RejectReason::Invalid, RejectReason::RateLimited);
    let first = [invalid, invalid, invalid, invalid, invalid, limited];
    let second = [invalid, invalid, invalid, limited];
    assert_eq!(reasons, [&first[..], &second[..]].concat());
    installation.stop(server).await;
}

#[tokio::test]
async fn row_32_a_thousand_idle_sockets_cost_little_and_others_still_run() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut first = Client::connect(&server).await;
    let ran = async |client: &mut Client| {
        client.run(python("print('한글')")).await;
        client.end().await;
        assert_eq!(String::from_utf8_lossy(&client.output), "한글\r\n");
    };
    ran(&mut first).await;
    let before = server.memory();
    let mut idle = Vec::new();
    for _ in 0..20 {
        idle.extend(join_all((0..50).map(|_| Client::connect(&server))).await);
    }
    let each = server.memory().saturating_sub(before) / idle.len() as u64;
    println!("{each} bytes for each of {} idle sockets", idle.len());
    assert!(each < IDLE_SOCKET_BYTES_MAX, "{each} bytes a socket");
    ran(&mut first).await;
    ran(&mut idle[999]).await;
    drop((first, idle));
    installation.stop(server).await;
}
