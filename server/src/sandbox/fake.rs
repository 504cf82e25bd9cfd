//! A scripted sandbox, to test the logic above it without an engine.
//!
//! Its containers do nothing of their own: a test takes each one as it is made
//! ([`FakeSandbox::next_container`], or a script for every one with [`FakeSandbox::with_script`])
//! and plays the launcher. Only tokio's clock is used, so paused time works.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use launcher::messages::{FromLauncher, ToLauncher};
use protocol::SessionId;
use tokio::sync::{mpsc, watch};

use super::{
    Boot, COMMANDS_MAX, Closed, EVENTS_MAX, PlainFile, Sandbox, SandboxError, Slot, SlotEvent, SlotHandle,
};
use crate::runners::{ClockLimits, ContainerLimits, Runner};

type Script = Box<dyn Fn(FakeContainer) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// The engine. Clones are the same engine.
#[derive(Clone)]
pub struct FakeSandbox {
    engine: Arc<Engine>,
    containers: Arc<tokio::sync::Mutex<mpsc::UnboundedReceiver<FakeContainer>>>,
}

struct Engine {
    state: Mutex<State>,
    made: mpsc::UnboundedSender<FakeContainer>,
    script: Option<Script>,
}

#[derive(Default)]
struct State {
    create_delay: Duration,
    create_errors: VecDeque<SandboxError>,
    removal_delay: Duration,
    removal_errors: VecDeque<SandboxError>,
    unavailable: bool,
    created: usize,
    live: usize,
    stranded: usize,
}

impl Engine {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FakeSandbox {
    /// An engine whose containers the test takes with [`Self::next_container`].
    #[expect(clippy::new_without_default, reason = "an engine out of nowhere should be asked for by name")]
    pub fn new() -> Self {
        Self::build(None)
    }

    /// An engine that runs a script, in a task of its own, for every container.
    pub fn with_script<F>(script: impl Fn(FakeContainer) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self::build(Some(Box::new(move |container| Box::pin(script(container)))))
    }

    fn build(script: Option<Script>) -> Self {
        let (made, containers) = mpsc::unbounded_channel();
        let engine = Arc::new(Engine { state: Mutex::default(), made, script });
        Self { engine, containers: Arc::new(tokio::sync::Mutex::new(containers)) }
    }

    /// The next container in the order of their making; waits for one.
    pub async fn next_container(&self) -> FakeContainer {
        let next = self.containers.lock().await.recv().await;
        next.expect("the engine keeps the sending half")
    }

    /// How long making a container takes from now on.
    pub fn set_create_delay(&self, delay: Duration) {
        self.engine.state().create_delay = delay;
    }

    /// Lets one more creation fail, after its delay.
    pub fn fail_next_create(&self, error: SandboxError) {
        self.engine.state().create_errors.push_back(error);
    }

    /// How long [`Slot::remove`] takes from now on. A dropped slot is gone at once.
    pub fn set_removal_delay(&self, delay: Duration) {
        self.engine.state().removal_delay = delay;
    }

    /// Lets one more [`Slot::remove`] fail, after its delay. Its container stays for the sweep.
    pub fn fail_next_removal(&self, error: SandboxError) {
        self.engine.state().removal_errors.push_back(error);
    }

    /// Whether the engine answers at all from now on. Containers that exist are not touched.
    pub fn set_available(&self, available: bool) {
        self.engine.state().unavailable = !available;
    }

    /// How many containers were made since the start.
    pub fn created(&self) -> usize {
        self.engine.state().created
    }

    /// How many containers exist: made or being made, and neither removed nor dropped.
    pub fn live(&self) -> usize {
        self.engine.state().live
    }

    /// How many containers were given up because their removal failed, and wait for a sweep.
    pub fn stranded(&self) -> usize {
        self.engine.state().stranded
    }

    fn check_available(&self) -> Result<(), SandboxError> {
        if self.engine.state().unavailable {
            return Err(SandboxError::Unavailable("the fake engine is set to be unavailable".into()));
        }
        Ok(())
    }
}

#[async_trait]
impl Sandbox for FakeSandbox {
    async fn create(
        &self,
        session: SessionId,
        runner: &Arc<Runner>,
        boot: Boot,
    ) -> Result<Slot, SandboxError> {
        self.check_available()?;
        let place = Place::take(&self.engine);
        let (delay, error) = {
            let mut state = self.engine.state();
            (state.create_delay, state.create_errors.pop_front())
        };
        tokio::time::sleep(delay).await;
        if let Some(error) = error {
            return Err(error);
        }
        self.check_available()?;
        let (commands, commands_taken) = mpsc::channel(COMMANDS_MAX);
        let (events_given, events) = mpsc::channel(EVENTS_MAX);
        let inside = Arc::new(Mutex::new(Inside::default()));
        let (gone, gone_seen) = watch::channel(());
        let container = FakeContainer {
            session,
            boot,
            runner: runner.clone(),
            commands: commands_taken,
            events: events_given,
            inside: inside.clone(),
            gone: gone_seen,
        };
        self.engine.state().created += 1;
        match &self.engine.script {
            Some(script) => drop(tokio::spawn(script(container))),
            None => drop(self.engine.made.send(container)),
        }
        let handle = Box::new(FakeHandle { inside, present: Some((place, gone)) });
        Ok(Slot { commands, events, boot, handle })
    }

    async fn ping(&self) -> Result<(), SandboxError> {
        self.check_available()
    }

    async fn sweep(&self) -> Result<usize, SandboxError> {
        self.check_available()?;
        Ok(std::mem::take(&mut self.engine.state().stranded))
    }

    fn has_left(&self) -> bool {
        self.stranded() > 0
    }

    fn memory_max(&self) -> Option<u64> {
        None
    }
}

/// A runner that no image backs, with small limits and short clocks.
pub fn runner(language: &str) -> Arc<Runner> {
    Arc::new(Runner {
        order: 0,
        runtime: protocol::Runtime {
            language: language.into(),
            name: language.into(),
            version: "1".into(),
            entry: "main".into(),
            extension: "txt".into(),
            example: "hello".into(),
            diagnostics: None,
        },
        image: format!("madang/{language}-runner:fake"),
        version_command: vec!["true".into()],
        compile: Vec::new(),
        run: vec!["run".into(), "{entry}".into(), "{args}".into()],
        env: std::collections::BTreeMap::new(),
        limits: ContainerLimits {
            memory_bytes: 64 << 20,
            cpu_milli: 1000,
            pids_max: 32,
            work_bytes: 8 << 20,
            work_files_max: 256,
            tmp_bytes: 8 << 20,
            open_files_max: 64,
        },
        clocks: ClockLimits {
            compile: Duration::from_secs(30),
            cpu: Duration::from_secs(30),
            idle: Duration::from_mins(15),
            wall: Duration::from_hours(1),
        },
        warm: None,
    })
}

/// One container that exists; dropping it makes it cease to.
struct Place(Arc<Engine>);

impl Place {
    fn take(engine: &Arc<Engine>) -> Self {
        engine.state().live += 1;
        Self(engine.clone())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.state().live -= 1;
    }
}

#[derive(Default)]
struct Inside {
    files: Vec<PlainFile>,
    cpu_us: u64,
    makes_way: bool,
}

struct FakeHandle {
    inside: Arc<Mutex<Inside>>,
    present: Option<(Place, watch::Sender<()>)>,
}

#[async_trait]
impl SlotHandle for FakeHandle {
    async fn install(&mut self, _session: SessionId, files: Vec<PlainFile>) -> Result<(), SandboxError> {
        lock(&self.inside).files = files;
        Ok(())
    }

    fn cpu_us(&self) -> BoxFuture<'static, Result<u64, SandboxError>> {
        let unavailable = self.present.as_ref().is_some_and(|(place, _)| place.0.state().unavailable);
        let cpu_us = lock(&self.inside).cpu_us;
        Box::pin(async move {
            if unavailable { Err(SandboxError::Unavailable("it was made so".into())) } else { Ok(cpu_us) }
        })
    }

    fn make_way(&self) {
        lock(&self.inside).makes_way = true;
    }

    async fn remove(&mut self) -> Result<(), SandboxError> {
        let Some((place, gone)) = self.present.take() else { return Ok(()) };
        let (delay, error) = {
            let mut state = place.0.state();
            (state.removal_delay, state.removal_errors.pop_front())
        };
        tokio::time::sleep(delay).await;
        if let Some(error) = error {
            place.0.state().stranded += 1;
            return Err(error);
        }
        drop((place, gone));
        Ok(())
    }
}

fn lock(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The inside of one container: what a launcher would be.
pub struct FakeContainer {
    /// What the container was asked to boot.
    pub boot: Boot,
    /// The session it was made for.
    pub session: SessionId,
    /// The runner it was made from.
    pub runner: Arc<Runner>,
    /// What the server says, for tests that select over it.
    pub commands: mpsc::Receiver<ToLauncher>,
    /// What the server hears, for tests that send many events.
    pub events: mpsc::Sender<SlotEvent>,
    inside: Arc<Mutex<Inside>>,
    gone: watch::Receiver<()>,
}

impl FakeContainer {
    /// The next thing the server says; `None` once it has given the slot up.
    pub async fn heard(&mut self) -> Option<ToLauncher> {
        self.commands.recv().await
    }

    /// Says something. Waits while the server does not read; false once it has given the slot up.
    pub async fn say(&self, message: FromLauncher) -> bool {
        self.events.send(SlotEvent::Message(message)).await.is_ok()
    }

    /// Ends the streams, as the end of PID 1 does.
    pub async fn close(self, closed: Closed) {
        // Nobody is left to tell where the server has given the slot up.
        drop(self.events.send(SlotEvent::Closed(closed)).await);
    }

    /// The program's files; empty before they are installed.
    pub fn files(&self) -> Vec<PlainFile> {
        lock(&self.inside).files.clone()
    }

    /// What the engine says of the CPU time that the container has used.
    pub fn set_cpu_us(&self, cpu_us: u64) {
        lock(&self.inside).cpu_us = cpu_us;
    }

    /// Whether others go first.
    pub fn makes_way(&self) -> bool {
        lock(&self.inside).makes_way
    }

    /// Waits until the container has been removed or its slot dropped.
    pub async fn gone(&mut self) {
        // The only news is that the other end was dropped.
        while self.gone.changed().await.is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_test_plays_the_launcher() {
        let sandbox = FakeSandbox::new();
        let session = SessionId::from_u128(1);
        let mut slot = sandbox.create(session, &runner("python"), Boot::Cold).await.unwrap();
        let mut container = sandbox.next_container().await;
        assert_eq!(container.session, session);
        let file = PlainFile { path: "main.py".into(), content: b"1".to_vec() };
        slot.install(session, vec![file.clone()]).await.unwrap();
        assert_eq!(container.files(), [file]);
        slot.commands.send(ToLauncher::Kill).await.unwrap();
        assert_eq!(container.heard().await, Some(ToLauncher::Kill));
        assert!(container.say(FromLauncher::Consumed(7)).await);
        assert_eq!(slot.events.recv().await, Some(SlotEvent::Message(FromLauncher::Consumed(7))));
        container.set_cpu_us(9);
        assert_eq!(slot.handle.cpu_us().await.unwrap(), 9);
        assert_eq!(sandbox.live(), 1);
        slot.remove().await.unwrap();
        container.gone().await;
        assert_eq!(container.heard().await, None);
        assert_eq!((sandbox.created(), sandbox.live()), (1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_creation_that_is_given_up_leaves_nothing() {
        let sandbox = FakeSandbox::new();
        sandbox.set_create_delay(Duration::from_secs(5));
        let runner = runner("python");
        let create = sandbox.create(SessionId::from_u128(1), &runner, Boot::Cold);
        assert!(tokio::time::timeout(Duration::from_secs(1), create).await.is_err());
        assert_eq!((sandbox.created(), sandbox.live()), (0, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn failures_come_as_scripted_and_a_failed_removal_is_the_sweeps() {
        let sandbox = FakeSandbox::new();
        let runner = runner("python");
        sandbox.fail_next_create(SandboxError::Deadline { doing: "start the container" });
        let failed = sandbox.create(SessionId::from_u128(1), &runner, Boot::Cold).await;
        assert!(matches!(failed, Err(SandboxError::Deadline { .. })));
        sandbox.fail_next_removal(SandboxError::Deadline { doing: "remove the container" });
        let slot = sandbox.create(SessionId::from_u128(2), &runner, Boot::Cold).await.unwrap();
        assert!(slot.remove().await.is_err());
        assert_eq!((sandbox.live(), sandbox.stranded()), (0, 1));
        assert_eq!(sandbox.sweep().await.unwrap(), 1);
        assert_eq!(sandbox.sweep().await.unwrap(), 0);
        sandbox.set_available(false);
        assert!(sandbox.ping().await.is_err());
    }
}
