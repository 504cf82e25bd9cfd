//! The engine goes away and comes back.

use std::time::Duration;

use protocol::server::{NoticeKind, RejectReason};
use protocol::{ClientMessage, Outcome, RunState};

use crate::client::{Client, python};
use crate::proxy::Proxy;
use crate::support::{Installation, PATIENCE, until};

/// A server with room for one run, whose way to the engine is cut.
async fn installation() -> (Installation, Proxy) {
    let mut installation = Installation::new(&[("MADANG_MAX_RUNNING", "1")]).await;
    let proxy = Proxy::cut_at(&installation.socket_path());
    installation.set("MADANG_DOCKER_HOST", proxy.address());
    (installation, proxy)
}

async fn check_runs(client: &mut Client) {
    client.run(python("print('it runs')")).await;
    let state = client.end().await;
    assert!(matches!(state, RunState::Finished { outcome: Outcome::Exited { code: 0 }, .. }), "{state:?}");
    assert_eq!(client.text(), "it runs\n");
}

#[tokio::test]
async fn row_37_a_server_that_starts_without_it_says_so_once_and_takes_it_up_when_it_comes() {
    let (installation, mut proxy) = installation().await;
    let server = installation.listen().await;
    let mut client = Client::connect(&server).await;
    client.notice(NoticeKind::EngineDown).await;
    let (status, words) = server.get("/readyz").await;
    assert_eq!((status, words.as_str()), (503, "Docker does not answer\n"));
    assert_eq!(server.get("/healthz").await.0, 200);
    client.send(&ClientMessage::Run(python("print(1)"))).await;
    let rejected = client.rejected().await;
    assert_eq!(rejected.reason, RejectReason::Busy);
    assert!(rejected.message.contains("Docker does not answer"), "{rejected:?}");
    assert!(rejected.retry_after_ms.is_some());
    proxy.restore();
    client.notice(NoticeKind::EngineUp).await;
    assert_eq!(server.get("/readyz").await.0, 200);
    assert_eq!(server.log.count("Docker does not answer"), 1, "{}", server.log.text());
    check_runs(&mut client).await;
    installation.stop(server).await;
}

#[tokio::test]
async fn row_37_a_run_that_loses_it_ends_in_words_and_the_next_one_runs() {
    let (installation, mut proxy) = installation().await;
    proxy.restore();
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(python("print('before')\ninput()\n")).await;
    client.output_with("before\n").await;
    proxy.cut().await;
    let state = client.end().await;
    let RunState::Finished { outcome: Outcome::SystemError { message }, .. } = &state else {
        panic!("{state:?}")
    };
    assert!(!message.is_empty());
    assert_eq!(client.text(), "before\n");
    client.notice(NoticeKind::EngineDown).await;
    assert_eq!(server.get("/readyz").await.0, 503);
    // Its launcher has noticed, without the server's help.
    installation.until_no_container(Duration::from_secs(5)).await;
    proxy.restore();
    client.notice(NoticeKind::EngineUp).await;
    check_runs(&mut client).await;
    until(PATIENCE, "the permit is free", || async { installation.containers().await == 0 }).await;
    installation.stop(server).await;
}

#[tokio::test]
async fn one_that_cannot_limit_programs_runs_none_until_it_can() {
    let (installation, mut proxy) = installation().await;
    let able = "\"MemoryLimit\":true,\"SwapLimit\":true";
    proxy.replace(Some((able, "\"MemoryLimit\":false                ")));
    proxy.restore();
    let server = installation.listen().await;
    let told = "nothing can be run yet: this engine cannot limit memory";
    until(PATIENCE, "it is told", || async { server.log.count(told) == 1 }).await;
    assert_eq!(server.get("/readyz").await.0, 503);
    let mut client = Client::connect(&server).await;
    client.send(&ClientMessage::Run(python("print(1)"))).await;
    assert_eq!(client.rejected().await.reason, RejectReason::Busy);
    proxy.replace(None);
    until(PATIENCE, "it is ready", || async { server.get("/readyz").await.0 == 200 }).await;
    assert_eq!(server.log.count(told), 1, "{}", server.log.text());
    installation.stop(server).await;
}
