//! Installations that are not for everybody.

use tokio::process::Command;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, http};

use crate::raw::{self, Answer};
use crate::support::{Installation, Server};

const TOKEN: &str = "open sesame";

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

/// The status of an upgrade with this header.
async fn upgrade(server: &Server, name: &'static str, value: &str) -> u16 {
    let address = format!("ws://{}{}", server.address, protocol::WEBSOCKET_PATH);
    let mut request = address.into_client_request().unwrap();
    request.headers_mut().insert(name, http::HeaderValue::try_from(value).unwrap());
    match tokio_tungstenite::connect_async(request).await {
        Ok((_, response)) => response.status().as_u16(),
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(error) => panic!("{error}"),
    }
}

async fn name_token(server: &Server, token: &str) -> Answer {
    raw::ask(server.address, "POST /access", &[FORM], &format!("token={token}")).await
}

#[tokio::test]
async fn only_who_knows_the_token_comes_in() {
    let installation = Installation::new(&[("MADANG_ACCESS_TOKEN", TOKEN)]).await;
    let server = installation.listen().await;
    let page = raw::ask(server.address, "GET /", &["Accept-Language: ko"], "").await;
    assert_eq!(page.status(), 401);
    assert!(page.contains("접근 토큰") && !page.contains("<script"), "{}", page.text());
    for line in ["GET /ws", "POST /api/examples"] {
        assert_eq!(raw::ask(server.address, line, &[], "").await.status(), 401, "{line}");
    }
    assert_eq!(raw::ask(server.address, "GET /healthz", &[], "").await.status(), 200);
    // There where the site was built; not withheld in any case.
    assert_ne!(raw::ask(server.address, "GET /favicon.svg", &[], "").await.status(), 401);
    assert_eq!(upgrade(&server, "x-nothing", "").await, 401);
    assert_eq!(upgrade(&server, "authorization", "Bearer open").await, 401);
    assert_eq!(upgrade(&server, "authorization", &format!("Bearer {TOKEN}")).await, 101);

    let wrong = name_token(&server, "open+barley").await;
    assert_eq!(wrong.status(), 401);
    assert!(wrong.contains("not the access token"), "{}", wrong.text());
    assert!(wrong.header("set-cookie").is_empty());
    let right = name_token(&server, "open+sesame").await;
    assert_eq!((right.status(), right.header("location")), (303, vec!["/"]));
    let cookie = right.header("set-cookie")[0].to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let shown = format!("Cookie: {}", cookie.split(';').next().unwrap());
    assert!(raw::ask(server.address, "GET /", &[&shown], "").await.contains("<script"));
    assert!(!server.log.text().contains("sesame"), "the log holds the token");
    installation.stop(server).await;

    // A cookie that another token gave is worth nothing.
    let mut installation = installation;
    installation.set("MADANG_ACCESS_TOKEN", "another".into());
    let server = installation.listen().await;
    assert_eq!(raw::ask(server.address, "GET /", &[&shown], "").await.status(), 401);
    installation.stop(server).await;
}

#[tokio::test]
async fn guessing_is_slow_and_no_foreign_page_can_do_it() {
    let installation =
        Installation::new(&[("MADANG_ACCESS_TOKEN", TOKEN), ("MADANG_EXEMPT_NETWORKS", "")]).await;
    let server = installation.listen().await;
    let foreign = ["Origin: https://evil.example", FORM];
    assert_eq!(raw::ask(server.address, "POST /access", &foreign, "token=open+sesame").await.status(), 403);
    for _ in 0..10 {
        assert_eq!(name_token(&server, "guess").await.status(), 401);
    }
    let late = name_token(&server, "open+sesame").await;
    assert_eq!(late.status(), 429);
    assert!(late.contains("Too many tries"), "{}", late.text());
    installation.stop(server).await;
}

#[tokio::test]
async fn a_trusted_proxy_names_users_and_addresses() {
    let installation = Installation::new(&[
        ("MADANG_TRUSTED_PROXIES", "127.0.0.0/8"),
        ("MADANG_ACCESS_USER_HEADER", "X-Forwarded-User"),
        ("MADANG_SOCKETS_PER_ADDRESS_MAX", "1"),
    ])
    .await;
    let server = installation.listen().await;
    assert_eq!(raw::ask(server.address, "GET /", &[], "").await.status(), 403);
    assert_eq!(raw::ask(server.address, "GET /", &["X-Forwarded-User:"], "").await.status(), 403);
    let user = ["X-Forwarded-User: mina", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"];
    let page = raw::ask(server.address, "GET /", &user, "").await;
    assert_eq!(page.status(), 200);
    assert!(page.header("set-cookie").iter().all(|cookie| cookie.ends_with("; Secure")));
    installation.stop(server).await;
}

#[tokio::test]
async fn strangers_cannot_name_users() {
    let installation = Installation::new(&[
        ("MADANG_TRUSTED_PROXIES", "192.0.2.1"),
        ("MADANG_ACCESS_USER_HEADER", "X-Forwarded-User"),
    ])
    .await;
    let server = installation.listen().await;
    let user = ["X-Forwarded-User: mina"];
    assert_eq!(raw::ask(server.address, "GET /", &user, "").await.status(), 403);
    installation.stop(server).await;
}

#[tokio::test]
async fn a_setting_that_would_let_everybody_in_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let starting = Command::new(env!("CARGO_BIN_EXE_madang"))
        .env("MADANG_LISTEN", "127.0.0.1:0")
        .env("MADANG_DATA_DIR", data.path())
        .env("MADANG_INSTANCE", format!("test-{}", uuid::Uuid::new_v4().simple()))
        .env("MADANG_ACCESS_USER_HEADER", "X-Forwarded-User")
        .kill_on_drop(true)
        .output();
    let ended = tokio::time::timeout(crate::support::PATIENCE, starting).await.unwrap().unwrap();
    let words = String::from_utf8_lossy(&ended.stderr);
    assert!(!ended.status.success() && words.contains("MADANG_TRUSTED_PROXIES"), "{words}");
}
