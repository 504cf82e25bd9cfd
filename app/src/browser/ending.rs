//! What the page itself writes on the terminal, set apart from what programs print.

use protocol::RunState;

use crate::i18n::{self, Locale};

/// Takes back what a program may have left behind: colours, the alternate screen, reports of mouse and
/// focus, and bracketed paste. The screen goes back without the cursor (`?47`), which `?1049` would move.
const LEAVE: &str = "\x1b[0m\x1b[?47l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?2004l";

/// The line that says how a run ended. The cursor goes, as nobody reads any more.
pub(super) fn line(words: Locale, state: &RunState) -> String {
    let sentence = i18n::state(words, state);
    let time = state.end().map(|end| i18n::duration(end.usage.wall_ms)).unwrap_or_default();
    format!("{LEAVE}\x1b[?25l\r\n\x1b[90m[{}] {sentence} · {time}\x1b[0m\r\n", state.name())
}

/// The line that says that output is missing.
pub(super) fn gap(text: &str) -> String {
    format!("\x1b[0m\r\n\x1b[90m[…] {text}\x1b[0m\r\n")
}

/// What was sent through the input line of a program with pipes, where no terminal echoes.
pub(super) fn echo(line: &str) -> String {
    // Escape sequences of the user's would act on the screen rather than stand there.
    let shown: String = line.chars().filter(|character| !character.is_control()).collect();
    format!("\x1b[4;36m{shown}\x1b[24;39m\r\n")
}

/// The end of the input of a program with pipes.
pub(super) const END_OF_INPUT: &str = "\x1b[4;36mEOF\x1b[24;39m\r\n";
