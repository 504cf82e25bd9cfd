//! The keys that are the terminal's own rather than the program's: copy, paste and find.

use web_sys::KeyboardEvent;

use super::terminal::Terminal;
use crate::ide::Tool;

// As xterm.js tells keys apart: `key` is a Hangul letter where a Korean input method is on.
const C: u32 = 67;
const F: u32 = 70;
const V: u32 = 86;

/// What a key in the terminal means.
pub(super) enum Meaning {
    /// It is the program's.
    Program,
    /// The browser does it, as everywhere.
    Browser,
    /// The terminal's selection is copied.
    Copy,
    /// One of the tools is wanted.
    Tool(Tool),
    /// It belongs into the input line, as there is no terminal that would take it.
    InputLine,
}

/// What a key means.
pub(super) fn meaning(event: &KeyboardEvent, terminal: &Terminal, pipes: bool) -> Meaning {
    let control = event.ctrl_key() && !event.alt_key();
    let command = control || event.meta_key();
    match event.key_code() {
        // With nothing to copy Ctrl+C interrupts; Ctrl+Shift+C never does.
        C if command && (terminal.has_selection() || (control && event.shift_key())) => Meaning::Copy,
        // The browser's paste event needs no permission, and xterm.js hears it.
        V if command => Meaning::Browser,
        F if command && !event.shift_key() => Meaning::Tool(Tool::Find),
        _ if !pipes => Meaning::Program,
        _ if command || event.alt_key() || event.key() == "Tab" => Meaning::Browser,
        _ if event.key().chars().count() == 1 || event.key() == "Process" => Meaning::InputLine,
        _ => Meaning::Program,
    }
}
