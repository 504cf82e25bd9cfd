//! Takes in runs, and finds them again for whoever holds their token.

use std::collections::{HashMap, VecDeque};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::backend::Example;
use protocol::server::RejectReason;
use protocol::{Io, Limits, ResumeToken, RunRequest, Runtime, SessionId};
use subtle::ConstantTimeEq as _;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};
use tracing::info;

use super::machine::{self, Machine};
use super::pool::Pool;
use super::queue::{AddressKey, ClientId, ClientKey, Queue};
use super::rate::Rate;
use super::request::Program;
use super::supervisor::{self, Command, Parts, Supervisor};
use super::view::{ConnectionId, View};
use crate::runners::Runners;

/// How long an ended run still answers to its token.
const ENDED_KEPT: Duration = Duration::from_mins(10);

/// How many ended runs are kept at most: each may hold a full output ring.
const ENDED_MAX: usize = 64;

/// How often a full queue is worth asking again.
const BUSY_RETRY: Duration = Duration::from_secs(2);

/// What bounds every run.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// What clients are told.
    pub limits: Limits,
    /// How long a run goes on without a client.
    pub grace: Grace,
    /// How long before the idle clock's end the user is asked.
    pub idle_warning_before: Duration,
    /// How many may be started in a minute.
    pub per_minute: PerMinute,
}

/// How many runs may be started in a minute.
#[derive(Clone, Copy, Debug)]
pub struct PerMinute {
    /// By one client.
    pub client: NonZeroU32,
    /// By all clients of an address.
    pub address: NonZeroU32,
}

/// How long a run goes on without a client, counted from the end of the client's last socket.
#[derive(Clone, Copy, Debug)]
pub struct Grace {
    /// Where its page was looked at, or closed.
    pub visible: Duration,
    /// Where its page had said that it is hidden: a phone cuts the sockets of apps that it does not show, and a
    /// laptop those of a browser that sleeps.
    pub hidden: Duration,
}

/// A run, for the connections that look at it.
pub struct Run {
    /// Its public name.
    pub session: SessionId,
    /// Its secret.
    pub token: ResumeToken,
    /// What there is to see.
    pub view: View,
    /// What can be asked of it.
    pub commands: mpsc::Sender<Command>,
}

/// Why a run was not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For programs.
    pub reason: RejectReason,
    /// In words.
    pub message: String,
    /// When to ask again.
    pub retry_after: Option<Duration>,
}

/// Where runs come in.
pub struct RunService {
    pool: Arc<Pool>,
    runners: watch::Receiver<Arc<Runners>>,
    queue: Queue,
    client_rate: Rate<ClientId>,
    address_rate: Rate<AddressKey>,
    bounds: Bounds,
    runs: Mutex<Registry>,
    /// How many supervisors are at work.
    live: watch::Sender<usize>,
    engine_up: watch::Receiver<bool>,
    draining: watch::Sender<bool>,
    shutdown: watch::Sender<bool>,
}

/// The runs that answer to their token. Supervisors take theirs out some time after its end.
#[derive(Default)]
struct Registry {
    runs: HashMap<SessionId, Arc<Run>>,
    /// The ended ones, oldest first.
    ended: VecDeque<(Instant, SessionId)>,
}

impl RunService {
    /// A service that runs in containers of `pool` while `engine_up` says so.
    pub fn new(
        pool: Arc<Pool>,
        runners: watch::Receiver<Arc<Runners>>,
        queue: Queue,
        bounds: Bounds,
        engine_up: watch::Receiver<bool>,
    ) -> Arc<Self> {
        Arc::new(Self {
            pool,
            runners,
            queue,
            client_rate: Rate::per_minute(bounds.per_minute.client),
            address_rate: Rate::per_minute(bounds.per_minute.address),
            bounds,
            runs: Mutex::default(),
            live: watch::Sender::new(0),
            engine_up,
            draining: watch::Sender::new(false),
            shutdown: watch::Sender::new(false),
        })
    }

    /// The languages, as clients are told.
    pub fn runtimes(&self) -> Vec<Runtime> {
        let runners = self.runners.borrow();
        runners.definitions.iter().map(|definition| definition.runner.runtime.clone()).collect()
    }

    /// The examples of a language; none where it is unknown.
    pub fn examples(&self, language: &str) -> Vec<Example> {
        self.runners.borrow().examples(language).to_vec()
    }

    /// What clients are told about bounds.
    pub fn limits(&self) -> &Limits {
        &self.bounds.limits
    }

    /// Whether the engine answers, now and later.
    pub fn engine_up(&self) -> watch::Receiver<bool> {
        self.engine_up.clone()
    }

    /// Whether the server is about to stop, now and later.
    pub fn draining(&self) -> watch::Receiver<bool> {
        self.draining.subscribe()
    }

    /// How many runs have not ended.
    pub fn live(&self) -> usize {
        *self.live.borrow()
    }

    /// How many runs hold a permit, and how many wait for one.
    pub fn occupancy(&self) -> (usize, usize) {
        (self.queue.running(), self.queue.waiting())
    }

    /// Takes a run in: it waits for its turn from here on, watched by `connection`.
    ///
    /// # Errors
    /// Where the client starts too many, the request is wrong, the queue full, the engine away, or the server about to stop.
    pub fn submit(
        self: &Arc<Self>,
        request: &RunRequest,
        client: ClientKey,
        connection: ConnectionId,
    ) -> Result<Arc<Run>, Refusal> {
        // Before the server is asked whether it drains, so that a drain waits for this run or refuses it.
        let alive = Alive::new(self);
        if *self.draining.borrow() {
            return Err(Refusal::busy("the server is about to stop"));
        }
        self.client_rate
            .check(&client.client)
            .and_then(|()| self.address_rate.check(&client.address))
            .map_err(|wait| Refusal {
                reason: RejectReason::RateLimited,
                message: "too many programs were started in a short time".into(),
                retry_after: Some(wait),
            })?;
        let runners = Arc::clone(&self.runners.borrow());
        let program = Program::new(request, &runners, &self.bounds.limits).map_err(|error| Refusal {
            reason: RejectReason::Invalid,
            message: error.to_string(),
            retry_after: None,
        })?;
        if !*self.engine_up.borrow() {
            return Err(Refusal::busy("Docker does not answer, so nothing can be run at the moment"));
        }
        let ticket = self.queue.enter(client).map_err(|full| Refusal {
            reason: RejectReason::Busy,
            message: "too many runs are waiting already".into(),
            retry_after: Some(full.retry_after),
        })?;
        let (commands, receiver) = mpsc::channel(supervisor::COMMANDS_MAX);
        let size = match request.io {
            Io::Terminal(size) => Some(size),
            Io::Pipes => None,
        };
        let run = Arc::new(Run {
            session: SessionId::new(),
            token: new_token(),
            view: View::new(size, connection),
            commands,
        });
        let machine = Machine::new(machine::Limits {
            clocks: program.runner.clocks.clone(),
            idle_warning_before: self.bounds.idle_warning_before,
            memory_bytes: program.runner.limits.memory_bytes,
            output_bytes_max: self.bounds.limits.output_bytes_max,
        });
        let parts = Parts {
            run: Arc::clone(&run),
            program,
            machine,
            pool: Arc::clone(&self.pool),
            commands: receiver,
            shutdown: self.shutdown.subscribe(),
            grace: self.bounds.grace,
        };
        info!(run.id = %run.session, runner.name = request.language, "a run was accepted");
        self.registry().runs.insert(run.session, Arc::clone(&run));
        let service = Arc::clone(self);
        let session = run.session;
        tokio::spawn(async move {
            Supervisor::new(parts, ticket).run().await;
            service.ended(session);
            drop(alive);
        });
        Ok(run)
    }

    /// Finds a run for whoever holds its token.
    pub fn find(&self, session: SessionId, token: &ResumeToken) -> Option<Arc<Run>> {
        let run = {
            let mut registry = self.registry();
            registry.forget();
            registry.runs.get(&session).cloned()?
        };
        // In constant time, so that the answer's delay tells nothing about the token.
        bool::from(run.token.expose().as_bytes().ct_eq(token.expose().as_bytes())).then_some(run)
    }

    /// Takes no more runs, gives those that run `patience` to end, then stops them. Returns when
    /// every container is gone.
    pub async fn drain(&self, patience: Duration) {
        self.draining.send_replace(true);
        let mut live = self.live.subscribe();
        // Whether they ended by themselves or ran out of patience, what follows is the same.
        let _ = timeout(patience, live.wait_for(|live| *live == 0)).await;
        self.shutdown.send_replace(true);
        let _ = live.wait_for(|live| *live == 0).await;
    }

    fn ended(&self, session: SessionId) {
        let mut registry = self.registry();
        registry.ended.push_back((Instant::now(), session));
        registry.forget();
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A run that counts as live, whatever becomes of its supervisor.
struct Alive(Arc<RunService>);

impl Alive {
    fn new(service: &Arc<RunService>) -> Self {
        service.live.send_modify(|live| *live += 1);
        Self(Arc::clone(service))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.live.send_modify(|live| *live -= 1);
    }
}

impl Registry {
    /// Takes out the ended runs that are too old or too many.
    fn forget(&mut self) {
        let now = Instant::now();
        while let Some((since, session)) = self.ended.front().copied()
            && (self.ended.len() > ENDED_MAX || now - since > ENDED_KEPT)
        {
            self.ended.pop_front();
            self.runs.remove(&session);
        }
    }
}

impl Refusal {
    fn busy(message: &str) -> Self {
        Self { reason: RejectReason::Busy, message: message.into(), retry_after: Some(BUSY_RETRY) }
    }
}

/// 128 bits from the operating system's generator, in hexadecimal.
fn new_token() -> ResumeToken {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    ResumeToken::new(hex::encode(bytes))
}
