//! The port to containers: what the run domain needs of an engine, and nothing more.
//!
//! [`docker`] is the real one, [`fake`] a scripted one for tests of the logic above it; the same
//! contract tests run on both (`server/tests/docker/contract.rs`).

pub mod docker;
pub mod fake;

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use launcher::messages::{FromLauncher, ToLauncher};
use protocol::SessionId;
use tokio::sync::mpsc;

use crate::runners::Runner;

/// How many commands a slot holds that the engine has not taken yet. The launcher always reads, so
/// a full queue means that the engine hangs.
pub const COMMANDS_MAX: usize = 256;

/// How many events a slot holds that nobody has taken yet. Their bytes are bounded by credits.
pub const EVENTS_MAX: usize = 64;

/// An engine that makes containers.
#[async_trait]
pub trait Sandbox: Send + Sync + 'static {
    /// Makes a new container with its own directory and waits until its launcher is ready. The name is
    /// the session's where the container is made for it, else one of its own.
    ///
    /// # Errors
    /// Where the engine does not answer in time, the image is missing, or the launcher does not
    /// report. Nothing is left behind then.
    async fn create(&self, name: SessionId, runner: &Arc<Runner>, boot: Boot) -> Result<Slot, SandboxError>;

    /// Asks whether the engine answers.
    ///
    /// # Errors
    /// Where it does not.
    async fn ping(&self) -> Result<(), SandboxError>;

    /// Removes what carries this instance's label, or lies in its data directory, and has no owner.
    /// Returns how many things it found.
    ///
    /// # Errors
    /// Where the engine does not answer.
    async fn sweep(&self) -> Result<usize, SandboxError>;

    /// Whether a removal failed and what it left has not been swept.
    fn has_left(&self) -> bool;

    /// The memory, in bytes, that all containers may use together; `None` before the engine has answered.
    fn memory_max(&self) -> Option<u64>;
}

/// What a new container does before it waits for its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boot {
    /// Nothing: the run starts its processes itself.
    Cold,
    /// It boots what its runner keeps warm, up to the gates.
    Prepared,
}

/// A container that waits for its one run, and the directory that it sees at /workspace.
///
/// It owns both: dropping it removes them in the background, [`Slot::remove`] waits for that.
pub struct Slot {
    /// To the launcher. Never wait on it: a queue that is full means that the engine hangs.
    pub commands: mpsc::Sender<ToLauncher>,
    /// From the launcher. The last event is [`SlotEvent::Closed`].
    pub events: mpsc::Receiver<SlotEvent>,
    /// What waits in the container.
    pub boot: Boot,
    /// The container and its directory.
    pub handle: Box<dyn SlotHandle>,
}

impl Slot {
    /// Gives the container to a session: its directory gets the session's name and the program's files.
    /// Before `Start`, and once.
    ///
    /// # Errors
    /// Where the data directory cannot be written.
    pub async fn install(&mut self, session: SessionId, files: Vec<PlainFile>) -> Result<(), SandboxError> {
        self.handle.install(session, files).await
    }

    /// Removes the container, by force where it still runs, and its directory, and returns when they
    /// are gone. What is not removed in time stays the sweep's.
    ///
    /// # Errors
    /// Where the engine does not remove it before the deadline.
    pub async fn remove(self) -> Result<(), SandboxError> {
        // The attach is given up before the container is killed: with an attach that nobody reads
        // the engine's kill hangs.
        let Self { commands, events, mut handle, boot: _ } = self;
        drop((commands, events));
        handle.remove().await
    }
}

/// What a [`Slot`] asks of its engine.
#[async_trait]
pub trait SlotHandle: Send {
    /// See [`Slot::install`].
    async fn install(&mut self, session: SessionId, files: Vec<PlainFile>) -> Result<(), SandboxError>;
    /// The CPU time that the container has used, in microseconds, as the engine sees it. For when
    /// the launcher's own reports are missing.
    /// A future of its own, so that asking does not hold up the run.
    fn cpu_us(&self) -> BoxFuture<'static, Result<u64, SandboxError>>;
    /// Lets other containers go first wherever the CPUs do not suffice for all. In the background, since nothing
    /// depends on it.
    fn make_way(&self);
    /// See [`Slot::remove`]. After it, dropping the handle does nothing.
    async fn remove(&mut self) -> Result<(), SandboxError>;
}

/// What comes from a container.
#[derive(Debug, PartialEq, Eq)]
pub enum SlotEvent {
    /// The launcher said something. Untrusted.
    Message(FromLauncher),
    /// The container's streams have ended, or carried what is not a message.
    Closed(Closed),
}

/// How a container's streams ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// Whether the engine reported that the container ran out of memory.
    pub out_of_memory: bool,
    /// What went wrong, for the log; `None` for an ordinary end of the stream.
    pub error: Option<String>,
}

/// A file of a program, with a path that has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainFile {
    /// Relative; no part of it is empty, `.` or `..`.
    pub path: String,
    /// The bytes.
    pub content: Vec<u8>,
}

/// Why an engine did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The engine is not there.
    #[error("Docker does not answer")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The engine took too long.
    #[error("Docker did not {doing} in time")]
    Deadline {
        /// What it was asked to do.
        doing: &'static str,
    },
    /// The runner's image is not there.
    #[error("the image {image} is missing; `madang images build` makes it")]
    ImageMissing {
        /// Repository and tag.
        image: String,
    },
    /// The container started, and its launcher did not report.
    #[error("the container did not get ready: {detail}")]
    NotReady {
        /// What came instead.
        detail: String,
    },
    /// The engine refused.
    #[error("Docker could not {doing}")]
    Engine {
        /// What it was asked to do.
        doing: &'static str,
        /// Its answer.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The data directory cannot be written.
    #[error("the program's files could not be written")]
    Files(#[source] std::io::Error),
}
