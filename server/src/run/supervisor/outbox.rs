//! What waits for the launcher: while there is none yet, and while its queue is full.

use launcher::messages::ToLauncher;
use tokio::sync::mpsc;

/// One command of a kind at most, since commands of a kind are put together. So it is bounded: input
/// by its window, and nothing else has a length.
#[derive(Default)]
pub(super) struct Outbox {
    commands: Vec<ToLauncher>,
}

impl Outbox {
    pub(super) fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// Adds a command. Input keeps its order; nothing comes after the end of the input.
    pub(super) fn put(&mut self, command: ToLauncher) {
        for kept in &mut self.commands {
            match (kept, &command) {
                (ToLauncher::Stdin(kept), ToLauncher::Stdin(bytes)) => return kept.extend_from_slice(bytes),
                (ToLauncher::Credit(kept), ToLauncher::Credit(more)) => return *kept += more,
                (ToLauncher::Resize(kept), ToLauncher::Resize(size)) => return *kept = *size,
                _ => {}
            }
        }
        self.commands.push(command);
    }

    /// Hands over what the queue has room for. A closed queue is a closed container, which its last
    /// event tells.
    pub(super) fn flush(&mut self, queue: &mpsc::Sender<ToLauncher>) {
        while !self.commands.is_empty()
            && let Ok(room) = queue.try_reserve()
        {
            room.send(self.commands.remove(0));
        }
    }
}
