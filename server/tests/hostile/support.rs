//! A server with a client, which is what most of these tests begin with.

use std::time::{Duration, Instant};

use protocol::{ClientMessage, Io, Outcome, RunRequest, RunState, StopReason};
use testing::client::{Client, python};
use testing::server::{Installation, Server};

/// How long Stop may take, whatever the program does.
const STOP_DEADLINE: Duration = Duration::from_secs(1);

/// A server and a client of it.
pub(crate) struct Scene {
    pub(crate) installation: Installation,
    pub(crate) server: Server,
    pub(crate) client: Client,
}

impl Scene {
    /// One with these settings.
    pub(crate) async fn new(variables: &[(&'static str, &str)]) -> Self {
        let installation = Installation::new(variables).await;
        let server = installation.serve().await;
        let client = Client::connect(&server).await;
        Self { installation, server, client }
    }

    /// Presses Stop and expects the end in time.
    pub(crate) async fn stop_run(&mut self) {
        let pressed = Instant::now();
        self.client.send(&ClientMessage::Stop).await;
        let state = self.client.ending().await;
        let took = pressed.elapsed();
        println!("Stop took {took:?}");
        assert!(took < STOP_DEADLINE, "{took:?}");
        assert!(matches!(state, RunState::Stopped { reason: StopReason::User, .. }), "{state:?}");
    }

    /// Stops the server, which leaves nothing.
    pub(crate) async fn end(self) {
        self.installation.stop(self.server).await;
    }
}

/// A Python program whose standard streams are pipes.
pub(crate) fn piped(source: &str) -> RunRequest {
    RunRequest { io: Io::Pipes, ..python(source) }
}

/// The exit code of a run that ended by itself.
#[track_caller]
pub(crate) fn exit_code(state: &RunState) -> i32 {
    match state {
        RunState::Finished { outcome: Outcome::Exited { code }, .. } => *code,
        other => panic!("{other:?}"),
    }
}
