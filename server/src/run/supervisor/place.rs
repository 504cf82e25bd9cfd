//! Where a run's resources are, and what to wait for there.

use futures_util::future::BoxFuture;
use protocol::server::QueuePosition;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Happened;
use super::outbox::Outbox;
use crate::run::queue::{Permit, Ticket};
use crate::sandbox::{SandboxError, Slot};

/// Where a run's resources are.
pub(super) enum Place {
    Queued { ticket: Ticket, positions: watch::Receiver<Option<QueuePosition>> },
    Creating { creation: BoxFuture<'static, Result<Slot, SandboxError>>, permit: Permit },
    Live { slot: Slot, permit: Permit },
    Over,
}

impl Place {
    /// What happens there next; room in the launcher's queue is news where something waits for it. May
    /// be dropped while it waits.
    pub(super) async fn next(&mut self, outbox: &Outbox) -> Happened {
        match self {
            Self::Queued { ticket, positions } => {
                tokio::select! {
                    permit = ticket.granted() => Happened::Granted(permit),
                    Ok(()) = positions.changed() => Happened::Position(*positions.borrow_and_update()),
                }
            }
            Self::Creating { creation, .. } => Happened::Created(creation.await),
            Self::Live { slot, .. } => {
                tokio::select! {
                    event = slot.events.recv() => Happened::Slot(event),
                    Ok(_) = slot.commands.reserve(), if !outbox.is_empty() => Happened::Room,
                }
            }
            Self::Over => std::future::pending().await,
        }
    }
}

/// Waits for a moment that need not come.
pub(super) async fn sleep_until_optional(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
