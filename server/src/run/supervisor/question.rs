//! The question to the engine how much CPU time a container has used, where its launcher does not say.

use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::sandbox::{SandboxError, Slot};

/// The question, while it is asked.
#[derive(Default)]
pub(super) struct Question {
    asked: Option<BoxFuture<'static, Result<u64, SandboxError>>>,
    /// Whether the launcher has said anything since.
    heard: bool,
}

/// What became of it.
pub(super) enum Answer {
    /// The container's CPU time.
    Cpu(Duration),
    /// Nothing, which the next question may change.
    Nothing,
    /// Neither the engine nor the launcher says anything: the container cannot be reached any more. An
    /// engine that hangs keeps the attach open, so that nothing else would tell.
    Lost,
}

impl Question {
    /// Asks, unless an answer is still awaited: an engine that is slow would never get to give one.
    pub(super) fn ask(&mut self, slot: &Slot) {
        if self.asked.is_none() {
            self.asked = Some(slot.handle.cpu_us());
            self.heard = false;
        }
    }

    /// The launcher has said something.
    pub(super) fn hear(&mut self) {
        self.heard = true;
    }

    /// Waits for the answer. May be dropped while it waits.
    pub(super) async fn answer(&mut self) -> Answer {
        let Some(asked) = &mut self.asked else { return std::future::pending().await };
        let answer = asked.await;
        self.asked = None;
        match answer {
            Ok(cpu_us) => Answer::Cpu(Duration::from_micros(cpu_us)),
            Err(SandboxError::Deadline { .. } | SandboxError::Unavailable(_)) if !self.heard => Answer::Lost,
            Err(_) => Answer::Nothing,
        }
    }
}
