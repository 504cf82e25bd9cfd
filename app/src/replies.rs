//! Which of the terminal's own words may reach a program.
//!
//! A program can ask its terminal things: where the cursor is, which colours there are, what the terminal
//! is. The answers travel as if they had been typed. They are for the program that asked and for no
//! other, so each chunk of output carries whether what it asks may be answered. The terminal parses chunks
//! in the order in which they were written, and each as a whole: so the first chunk that is not parsed yet
//! is the one that a question stands in.

use std::collections::VecDeque;

/// Whether the questions in a chunk of output are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replies {
    /// They are: the program that printed them is the one that input goes to.
    Allowed,
    /// They are not: the output is of another run, was on a screen before, or is the page's own.
    Suppressed,
}

/// What stands between the terminal and the program.
#[derive(Debug, Default)]
pub struct ReplyGuard {
    /// For every chunk that is not parsed yet; the first is the one being parsed.
    chunks: VecDeque<Replies>,
    /// The chunks up to the end of what belongs to an earlier run.
    stale: usize,
    /// Focus reports that the terminal is about to make and that nobody may hear.
    unwanted_focus: usize,
}

impl ReplyGuard {
    /// A chunk is on its way to the terminal.
    pub fn written(&mut self, replies: Replies) {
        self.chunks.push_back(replies);
    }

    /// The terminal has parsed the first chunk.
    pub fn parsed(&mut self) {
        self.chunks.pop_front();
        self.stale = self.stale.saturating_sub(1);
        self.unwanted_focus = 0;
    }

    /// A new run takes over with the next chunk, which resets the terminal. What is on the way still is
    /// the old run's.
    pub fn renew(&mut self) {
        self.chunks.iter_mut().for_each(|chunk| *chunk = Replies::Suppressed);
        self.stale = self.chunks.len() + 1;
    }

    /// Whether a question in the chunk that is being parsed is answered.
    pub fn answers(&self) -> bool {
        self.chunks.front() == Some(&Replies::Allowed)
    }

    /// The chunk that is being parsed switches focus reports on, which makes the terminal report at once.
    pub fn focus_asked(&mut self) {
        if !self.answers() {
            self.unwanted_focus += 1;
        }
    }

    /// Whether what the terminal says goes to the program. Until it is reset it may still report focus and
    /// mouse as the run before had asked it to; keys are the new run's.
    pub fn passes(&mut self, said: &str) -> bool {
        let Some(report) = said.strip_prefix("\x1b[") else { return true };
        if matches!(report, "I" | "O") && self.unwanted_focus > 0 {
            self.unwanted_focus -= 1;
            return false;
        }
        self.stale == 0 || !(matches!(report, "I" | "O") || report.starts_with(['M', '<']))
    }

    /// Whether reports that are no text go to the program: only the mouse makes those.
    pub fn passes_binary(&self) -> bool {
        self.stale == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chunk_has_its_own_say() {
        let mut guard = ReplyGuard::default();
        assert!(!guard.answers(), "nothing is being parsed");
        guard.written(Replies::Allowed);
        guard.written(Replies::Suppressed);
        guard.written(Replies::Allowed);
        for expected in [true, false, true, false] {
            assert_eq!(guard.answers(), expected);
            guard.parsed();
        }
    }

    #[test]
    fn a_new_run_hears_no_answer_to_the_old_one() {
        let mut guard = ReplyGuard::default();
        guard.written(Replies::Allowed);
        guard.written(Replies::Allowed);
        guard.renew();
        guard.written(Replies::Suppressed);
        guard.written(Replies::Allowed);
        for expected in [false, false, false, true] {
            assert_eq!(guard.answers(), expected);
            guard.parsed();
        }
    }

    #[test]
    fn reports_that_the_old_run_asked_for_end_with_the_reset_and_keys_do_not() {
        let mut guard = ReplyGuard::default();
        guard.written(Replies::Allowed);
        guard.renew();
        guard.written(Replies::Suppressed);
        let reports = ["\x1b[I", "\x1b[O", "\x1b[<0;1;1M", "\x1b[M !!"];
        let keys = ["a", "\r", "\x1b", "\x1b[A", "\x1bOA", "\x1b[200~text\x1b[201~"];
        for _ in 0..2 {
            assert!(reports.iter().all(|report| !guard.passes(report)));
            assert!(!guard.passes_binary());
            assert!(keys.iter().all(|key| guard.passes(key)));
            guard.parsed();
        }
        assert!(reports.iter().all(|report| guard.passes(report)));
        assert!(guard.passes_binary());
    }

    #[test]
    fn switching_focus_reports_on_reports_at_once_to_the_program_that_did_only() {
        let mut guard = ReplyGuard::default();
        guard.written(Replies::Suppressed);
        guard.focus_asked();
        assert!(!guard.passes("\x1b[I"));
        assert!(guard.passes("\x1b[I"), "one report a request");
        guard.focus_asked();
        guard.parsed();
        assert!(guard.passes("\x1b[O"), "the chunk is over");
        guard.written(Replies::Allowed);
        guard.focus_asked();
        assert!(guard.passes("\x1b[I"));
    }
}
