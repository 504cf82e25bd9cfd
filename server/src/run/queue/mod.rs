//! Who runs next: fair over addresses, then over the clients of an address.
//!
//! Read [`client`] for whom fairness is about and [`line`](self::line) for the order, which is pure.
//! This file adds the waiting: a [`Ticket`] is a place in the line, a [`Permit`] the right to run, and
//! dropping either gives it back.

mod client;
mod line;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::server::QueuePosition;
use tokio::sync::watch;

pub use client::{AddressKey, ClientId, ClientKey};

use line::{Line, TicketId};

/// When a client that found the queue full should try again.
pub const RETRY_AFTER: Duration = Duration::from_secs(2);

/// The bounds of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueLimits {
    /// How many permits there are.
    pub running_max: usize,
    /// How many may wait.
    pub waiting_max: usize,
    /// How many permits one address may hold while another address waits. A class behind one router
    /// may use every free permit.
    pub per_address_max: Option<usize>,
}

/// The queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many programs are waiting already")]
pub struct Full {
    /// When it makes sense to try again.
    pub retry_after: Duration,
}

/// A bounded, fair queue. Its clones are the same queue.
#[derive(Clone, Debug)]
pub struct Queue {
    shared: Arc<Shared>,
}

impl Queue {
    /// A queue with all its permits free.
    pub fn new(limits: QueueLimits) -> Self {
        let state = State { line: Line::new(limits), positions: HashMap::new() };
        Self { shared: Arc::new(Shared { state: Mutex::new(state) }) }
    }

    /// Joins the queue.
    ///
    /// # Errors
    /// Where no permit is free and as many wait as may.
    pub fn enter(&self, client: ClientKey) -> Result<Ticket, Full> {
        let mut state = self.shared.lock();
        let id = state.line.enter(client).ok_or(Full { retry_after: RETRY_AFTER })?;
        let (sender, position) = watch::channel(None);
        state.positions.insert(id, sender);
        state.serve();
        Ok(Ticket { shared: Arc::clone(&self.shared), id, client, position, permit: PermitOf::Ticket })
    }

    /// Has so many permits from here on. Those that are held stay.
    pub fn set_running_max(&self, running_max: usize) {
        let mut state = self.shared.lock();
        state.line.set_running_max(running_max);
        state.serve();
    }

    /// How many permits are held, those granted and not yet taken included.
    pub fn running(&self) -> usize {
        self.shared.lock().line.running()
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.shared.lock().line.waiting()
    }
}

#[derive(Debug)]
struct Shared {
    /// Never held across a wait.
    state: Mutex<State>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is complete before anything that could panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct State {
    line: Line,
    /// Of those who wait.
    positions: HashMap<TicketId, watch::Sender<Option<QueuePosition>>>,
}

impl State {
    /// Grants what is free, then tells those whose position is another one.
    fn serve(&mut self) {
        while let Some(granted) = self.line.serve() {
            if let Some(sender) = self.positions.remove(&granted) {
                sender.send_replace(None);
            }
        }
        let order = self.line.order();
        let length = order.len() as u32;
        for (position, id) in (1..).zip(order) {
            if let Some(sender) = self.positions.get(&id) {
                sender.send_if_modified(|known| {
                    let moved = known.is_none_or(|known| known.position != position);
                    if moved {
                        *known = Some(QueuePosition { position, length });
                    }
                    moved
                });
            }
        }
    }
}

/// A place in the queue. Dropping it leaves the queue; a permit that was granted and not taken goes
/// to the next.
#[derive(Debug)]
pub struct Ticket {
    shared: Arc<Shared>,
    id: TicketId,
    client: ClientKey,
    /// `None` once the permit is granted.
    position: watch::Receiver<Option<QueuePosition>>,
    permit: PermitOf,
}

/// Who gives a ticket's permit back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PermitOf {
    /// The ticket: it has not been taken, and perhaps not been granted.
    Ticket,
    /// The [`Permit`].
    Itself,
}

impl Ticket {
    /// Waits for the permit and takes it. There is one a ticket: a second call never returns.
    ///
    /// A wait that is given up loses nothing; the next call goes on with it.
    pub async fn granted(&mut self) -> Permit {
        let granted = self.position.wait_for(Option::is_none).await.is_ok();
        if !granted || self.permit == PermitOf::Itself {
            return std::future::pending().await;
        }
        self.permit = PermitOf::Itself;
        Permit { shared: Arc::clone(&self.shared), address: self.client.address }
    }

    /// The place in the queue as it changes; `None` once the permit is granted.
    pub fn positions(&self) -> watch::Receiver<Option<QueuePosition>> {
        self.position.clone()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.permit == PermitOf::Itself {
            return;
        }
        let mut state = self.shared.lock();
        if state.positions.remove(&self.id).is_some() {
            state.line.leave(self.id, self.client);
        } else {
            state.line.release(self.client.address);
        }
        state.serve();
    }
}

/// The right to run. Dropping it serves the next.
#[derive(Debug)]
pub struct Permit {
    shared: Arc<Shared>,
    address: AddressKey,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.line.release(self.address);
        state.serve();
    }
}
