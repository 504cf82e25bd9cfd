//! The server is killed, which it cannot notice.

use std::time::Duration;

use protocol::{INPUT_WINDOW_BYTES, Io};

use crate::client::{Client, python};
use crate::support::{Installation, PATIENCE, until};

/// How long what is left behind may stay.
const GONE_IN: Duration = Duration::from_secs(5);

/// Kills the server and starts it again.
async fn check_nothing_stays(installation: &Installation, server: crate::support::Server) {
    assert_eq!((installation.containers().await, installation.sessions()), (1, 1));
    server.kill().await;
    installation.until_no_container(GONE_IN).await;
    let server = installation.listen().await;
    until(GONE_IN, "no session's directory is left", || async { installation.sessions() == 0 }).await;
    installation.stop(server).await;
}

#[tokio::test]
async fn row_35_a_program_that_runs_goes_with_it() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(python("while True:\n    print('still here')\n")).await;
    client.output_with("still here").await;
    check_nothing_stays(&installation, server).await;
}

#[tokio::test]
async fn row_35_a_program_that_never_reads_its_full_input_goes_with_it() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let mut request = python("import time\nprint('asleep', flush=True)\ntime.sleep(600)\n");
    request.io = Io::Pipes;
    client.run(request).await;
    client.output_with("asleep").await;
    client.input(0, &vec![b'x'; INPUT_WINDOW_BYTES as usize]).await;
    check_nothing_stays(&installation, server).await;
}

#[tokio::test]
async fn containers_that_tell_versions_go_with_a_server_that_stops_or_is_killed() {
    let installation = Installation::new(&[]).await;
    // Programs can be run once these are gone, so the server does not get that far here.
    let server = installation.listen().await;
    until(PATIENCE, "versions are being asked for", || async { installation.containers().await > 0 }).await;
    installation.stop(server).await;
    let server = installation.listen().await;
    until(PATIENCE, "versions are being asked for", || async { installation.containers().await > 0 }).await;
    server.kill().await;
    let server = installation.serve().await;
    assert_eq!(installation.containers().await, 0, "what the killed server left is swept");
    installation.stop(server).await;
}
