//! Who may open the socket, and what it takes.

use protocol::ClientMessage;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, http};

use crate::client::{Client, program, python};
use crate::support::{Installation, Server};

/// The status of an upgrade that a page of this origin asks for.
async fn upgrade_status(server: &Server, origin: &str) -> http::StatusCode {
    let address = format!("ws://{}{}", server.address, protocol::WEBSOCKET_PATH);
    let mut request = address.into_client_request().unwrap();
    request.headers_mut().insert(http::header::ORIGIN, origin.parse().unwrap());
    match connect_async(request).await {
        Ok((_, response)) => response.status(),
        Err(Error::Http(response)) => response.status(),
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn row_31_pages_of_this_host_may_use_it_and_foreign_ones_may_not() {
    let installation = Installation::new(&[]).await;
    let server = installation.listen().await;
    assert_eq!(upgrade_status(&server, &format!("http://{}", server.address)).await, 101);
    for foreign in ["https://evil.example", "http://127.0.0.1:1", "null"] {
        assert_eq!(upgrade_status(&server, foreign).await, 403, "{foreign}");
    }
    let (status, page) = server.get("/").await;
    assert_eq!(status, 200);
    assert!(page.contains("<html"), "{page}");
    installation.stop(server).await;
}

#[tokio::test]
async fn row_28_a_message_that_is_too_large_closes_the_socket_in_words() {
    let installation = Installation::new(&[]).await;
    let server = installation.listen().await;
    let mut client = Client::connect(&server).await;
    client.send_cut_short("x".repeat(8 << 20)).await;
    let frame = client.closed().await;
    assert_eq!(u16::from(frame.code), 1009);
    assert!(frame.reason.contains("too large"), "{frame:?}");
    installation.stop(server).await;
}

#[tokio::test]
async fn row_28_absurdly_long_words_are_refused_in_few() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let long = "x".repeat(900_000);
    let mut entry = python("");
    entry.entry = Some(long.clone());
    for request in [program(&long, "main.py", ""), program("python", &long, ""), entry] {
        client.send(&ClientMessage::Run(request)).await;
        let rejected = client.rejected().await;
        assert!(rejected.message.len() < 500, "{} bytes", rejected.message.len());
    }
    client.send_text(format!(r#"{{"type":"{long}"}}"#)).await;
    assert!(client.rejected().await.message.len() < 500);
    assert_eq!(u16::from(client.closed().await.code), 1002);
    installation.stop(server).await;
}
