//! The terminal's screen, kept as the sequences that draw it again: for the page that is loaded in the place of this
//! one.

use js_sys::{Function, Object, Reflect};
use protocol::{TerminalSize, json_struct};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::terminal::{self, Terminal};
use crate::replies::Replies;

/// Lines above the screen that are kept: all that the terminal has, or else a few, where all are more than the
/// storage takes.
const SCROLLBACK_LINES: [u32; 2] = [terminal::SCROLLBACK_LINES, 500];

/// The most that is kept, in UTF-16 units. Browsers give a page's storage 5 Mi of them.
const LENGTH_MAX: u32 = 2 * 1024 * 1024;

#[wasm_bindgen]
extern "C" {
    pub(super) type SerializeAddon;

    #[wasm_bindgen(method)]
    fn serialize(this: &SerializeAddon, options: &Object) -> js_sys::JsString;
}

/// A screen with what is above it.
pub(super) struct Screen {
    text: String,
    cols: u16,
    rows: u16,
}

json_struct!(Screen { text, cols, rows });

impl Screen {
    /// The terminal's screen with all that was written on it; `None` where it is too long, or what
    /// writes it has not been fetched yet.
    pub(super) fn of(terminal: &Terminal) -> Option<Self> {
        let serializer = terminal.serializer()?;
        terminal.parse_now();
        let text = SCROLLBACK_LINES.into_iter().find_map(|lines| {
            let options = Object::new();
            let _ = Reflect::set(&options, &"scrollback".into(), &lines.into());
            let text = serializer.serialize(&options);
            (text.length() <= LENGTH_MAX).then(|| String::from(text))
        })?;
        let cursor = if cursor_is_hidden(terminal) { "\x1b[?25l" } else { "" };
        let TerminalSize { cols, rows } = terminal.size();
        Some(Self { text: text + cursor, cols, rows })
    }

    /// Draws it on a new terminal, at the size that it had.
    pub(super) fn show(&self, terminal: &Terminal) {
        terminal.set_size(TerminalSize { cols: self.cols, rows: self.rows });
        terminal.write(self.text.as_bytes(), Replies::Suppressed, || ());
        terminal.parse_now();
    }
}

/// The one mode that the addon leaves out and that is seen at once.
fn cursor_is_hidden(terminal: &Terminal) -> bool {
    internal(terminal.as_ref(), &["_core", "coreService", "isCursorHidden"])
        .is_some_and(|hidden| hidden.is_truthy())
}

/// Parses what waits without the timers that xterm.js leaves it to: a hidden page's are a second apart or a minute, and
/// a page that goes has none. There is no public function for it; where this one is gone, timers do.
pub(super) fn parse_now(terminal: &JsValue) {
    let Some(buffer) = internal(terminal, &["_core", "_writeBuffer"]) else { return };
    let Some(parse) = internal(&buffer, &["_innerWrite"]).and_then(|parse| parse.dyn_into::<Function>().ok())
    else {
        return;
    };
    let waits = || internal(&buffer, &["_pendingData"]).and_then(|bytes| bytes.as_f64()).unwrap_or_default();
    let mut before = f64::INFINITY;
    while waits() > 0.0 && waits() < before {
        before = waits();
        let _ = parse.call0(&buffer);
    }
}

fn internal(object: &JsValue, path: &[&str]) -> Option<JsValue> {
    path.iter().try_fold(object.clone(), |object, name| {
        Reflect::get(&object, &(*name).into()).ok().filter(|value| !value.is_undefined())
    })
}
