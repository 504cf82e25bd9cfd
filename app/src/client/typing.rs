//! What the user types, as far as the page has a say in it.

use protocol::{ClientMessage, RunState};

use super::{Client, Effect};

impl Client {
    /// The user typed or pasted. Ignored where no program could read it.
    pub fn typed(&mut self, bytes: &[u8]) {
        let Some(run) = self.run.as_mut().filter(|run| run.is_active()) else { return };
        run.idle_ends_at = None;
        self.input_full = run.input.push(bytes).is_err();
        self.flush_input();
    }

    /// Nothing more will be typed. A terminal has a key for that.
    pub fn close_input(&mut self) {
        if let Some(run) = self.run.as_mut().filter(|run| run.is_active() && run.pipes) {
            run.input.close();
            self.flush_input();
        }
    }

    /// Whether the present run has pipes in place of a terminal.
    pub fn has_pipes(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.pipes)
    }

    /// Sends what was typed, once the program runs: until then it waits here.
    pub(super) fn flush_input(&mut self) {
        if !self.is_bound() {
            return;
        }
        let Some(run) = &mut self.run else { return };
        if run.live().is_some_and(|live| matches!(live.state, RunState::Running { .. })) {
            while let Some(frame) = run.input.next_frame() {
                self.effects.push(Effect::SendInput(frame));
            }
            if run.input.end_due() {
                self.send(ClientMessage::StdinClose);
            }
        }
    }
}
