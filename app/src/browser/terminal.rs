//! The terminal: xterm.js through xterm-js-rs, and the few bindings that the crate lacks or has for
//! older versions of xterm.js only.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use leptos::prelude::{document, window};
use protocol::TerminalSize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, HtmlDocument, HtmlElement, KeyboardEvent, ResizeObserver};
use xterm_js_rs::addons::fit::FitAddon;
use xterm_js_rs::addons::unicode11::Unicode11Addon;
use xterm_js_rs::{Terminal as Xterm, TerminalAddon, TerminalOptions};

use super::addons::{self, Addon};
use super::escapes::{self, Parser};
use super::screen::{self, SerializeAddon};
use super::turn;
use crate::replies::{Replies, ReplyGuard};

/// Lines that are kept above the screen.
pub(super) const SCROLLBACK_LINES: u32 = 10_000;

/// Ends whatever sequence the last program left unfinished, then resets everything; the colours that it
/// may have changed need words of their own. It travels with the output, so that it cannot overtake what is
/// still to be parsed.
const RESET: &[u8] = b"\x18\x1bc\x1b]104\x07\x1b]110\x07\x1b]111\x07\x1b]112\x07";

/// The theme's colours with the style variables that they come from.
const COLOURS: [(&str, &str); 20] = [
    ("background", "--term-bg"),
    ("foreground", "--term-text"),
    ("cursor", "--accent"),
    ("selectionBackground", "--code-selection"),
    ("black", "--term-black"),
    ("red", "--term-red"),
    ("green", "--term-green"),
    ("yellow", "--term-yellow"),
    ("blue", "--term-blue"),
    ("magenta", "--term-magenta"),
    ("cyan", "--term-cyan"),
    ("white", "--term-white"),
    ("brightBlack", "--term-bright-black"),
    ("brightRed", "--term-bright-red"),
    ("brightGreen", "--term-bright-green"),
    ("brightYellow", "--term-bright-yellow"),
    ("brightBlue", "--term-bright-blue"),
    ("brightMagenta", "--term-bright-magenta"),
    ("brightCyan", "--term-bright-cyan"),
    ("brightWhite", "--term-bright-white"),
];

// Without a module: these name methods of objects that exist already.
#[wasm_bindgen]
extern "C" {
    type Raw;

    /// The crate's own binding hands out a view of memory that moves.
    #[wasm_bindgen(method)]
    fn write(this: &Raw, bytes: &Uint8Array, done: &Function);

    #[wasm_bindgen(method, getter)]
    fn options(this: &Raw) -> Object;

    #[wasm_bindgen(method, getter)]
    fn unicode(this: &Raw) -> Object;

    #[wasm_bindgen(method, getter)]
    fn parser(this: &Raw) -> Parser;

    #[wasm_bindgen(method, js_name = loadAddon)]
    fn load_addon(this: &Raw, addon: &JsValue);

    type Line;

    #[wasm_bindgen(method, js_name = translateToString)]
    fn translate_to_string(this: &Line, trim_right: bool) -> String;

    #[wasm_bindgen(method, getter, js_name = isWrapped)]
    fn is_wrapped(this: &Line) -> bool;
}

/// The terminal on the page.
pub(super) struct Terminal {
    xterm: Xterm,
    fit: FitAddon,
    serializer: Addon<SerializeAddon>,
    /// Whether anything was written: what that needs has been asked for.
    used: Cell<bool>,
    host: HtmlElement,
    /// Whether it has its elements in there.
    is_open: Cell<bool>,
    guard: Rc<RefCell<ReplyGuard>>,
}

impl Terminal {
    /// A terminal for `host`.
    pub(super) async fn new(host: &HtmlElement) -> Self {
        let options = TerminalOptions::new();
        options.set_scrollback(SCROLLBACK_LINES);
        options.set_font_family(&computed(host, "--font-code"));
        options.set_font_size(own_font_size());
        options.set_cursor_blink(false);
        // Programs choose colours without knowing the background.
        set(&options, "minimumContrastRatio", &4.5.into());
        set(&options, "lineHeight", &1.2.into());
        // Needed for the choice of the width table.
        set(&options, "allowProposedApi", &true.into());
        set(&options, "theme", &theme(host));
        let xterm = Xterm::construct(Some(&options));
        let fit = FitAddon::new();
        let terminal = Self {
            xterm,
            fit,
            serializer: Addon::default(),
            used: Cell::default(),
            host: host.clone(),
            is_open: Cell::default(),
            guard: Rc::default(),
        };
        terminal.load(&terminal.fit);
        terminal.load(&Unicode11Addon::new());
        set(&terminal.raw().unicode(), "activeVersion", &"11".into());
        escapes::restrict(&terminal.raw().parser(), &terminal.guard);
        turn::next().await;
        terminal.open();
        // xterm.js takes what is pasted; the browser would lay it out in the hidden text area as well.
        let keep_out = Closure::<dyn FnMut(ClipboardEvent)>::new(|event: ClipboardEvent| {
            if event.clipboard_data().is_some() {
                event.prevent_default();
            }
        });
        let keep_out: Function = keep_out.into_js_value().into();
        let _ = host.add_event_listener_with_callback_and_bool("paste", &keep_out, true);
        terminal
    }

    /// Puts it into its place and says whether that is shown. A phone shows it late: until then the terminal takes what is
    /// written, and nothing is drawn.
    fn open(&self) -> bool {
        let is_shown = self.host.client_width() > 0 && self.host.client_height() > 0;
        if is_shown && !self.is_open.replace(true) {
            self.xterm.open(self.host.clone());
        }
        is_shown
    }

    /// Puts bytes on the screen; `done` is called when they are parsed. What they ask the terminal is
    /// answered or not.
    pub(super) fn write(&self, bytes: &[u8], replies: Replies, done: impl FnOnce() + 'static) {
        if !self.used.replace(true) {
            // There is a screen to keep from now on.
            self.serializer.take(addons::add_serialize(self.as_ref()), |_| ());
        }
        self.guard.borrow_mut().written(replies);
        let guard = Rc::clone(&self.guard);
        let done: Function = Closure::once_into_js(move || {
            guard.borrow_mut().parsed();
            done();
        })
        .into();
        self.raw().write(&Uint8Array::from(bytes), &done);
    }

    /// Parses what was written without waiting for a timer.
    pub(super) fn parse_now(&self) {
        screen::parse_now(self.raw());
    }

    /// Makes the terminal as new, for another run.
    pub(super) fn reset(&self) {
        self.guard.borrow_mut().renew();
        self.write(RESET, Replies::Suppressed, || ());
    }

    /// Fits the terminal to its place and says its size, unless it is not shown.
    pub(super) fn fit(&self) -> Option<TerminalSize> {
        self.open().then(|| {
            self.fit.fit();
            self.size()
        })
    }

    /// The size in cells.
    pub(super) fn size(&self) -> TerminalSize {
        TerminalSize { cols: self.xterm.get_cols() as u16, rows: self.xterm.get_rows() as u16 }
    }

    /// Makes it so large, whatever its place has room for.
    pub(super) fn set_size(&self, size: TerminalSize) {
        self.xterm.resize(size.cols.into(), size.rows.into());
    }

    pub(super) fn serializer(&self) -> Option<&SerializeAddon> {
        self.serializer.get()
    }

    pub(super) fn focus(&self) {
        self.xterm.focus();
    }

    /// Hears what is typed, pasted or answered, as bytes.
    pub(super) fn on_input(&self, hear: impl Fn(&[u8]) + Clone + 'static) {
        let (text, guard) = (hear.clone(), Rc::clone(&self.guard));
        let text = Closure::<dyn FnMut(String)>::new(move |data: String| {
            let passes = guard.borrow_mut().passes(&data);
            if passes {
                text(data.as_bytes());
            }
        })
        .into_js_value();
        self.xterm.on_data(text.unchecked_ref());
        // Reports that are not text, one byte a character: those of old mouse protocols.
        let guard = Rc::clone(&self.guard);
        let binary = Closure::<dyn FnMut(String)>::new(move |data: String| {
            if guard.borrow().passes_binary() {
                let bytes: Vec<u8> = data.chars().map(|character| character as u8).collect();
                hear(&bytes);
            }
        })
        .into_js_value();
        self.xterm.on_binary(binary.unchecked_ref());
    }

    /// Asks first for each key whether it is the terminal's.
    pub(super) fn on_key(&self, is_for_terminal: impl Fn(&KeyboardEvent) -> bool + 'static) {
        let filter = Closure::<dyn FnMut(KeyboardEvent) -> bool>::new(move |event| is_for_terminal(&event))
            .into_js_value();
        self.xterm.attach_custom_key_event_handler(filter.unchecked_ref());
    }

    /// Takes up the page's colours.
    pub(super) fn adopt_theme(&self) {
        self.set_option("theme", &theme(&self.host));
    }

    pub(super) fn has_selection(&self) -> bool {
        self.xterm.has_selection()
    }

    pub(super) fn clear_selection(&self) {
        self.xterm.clear_selection();
    }

    pub(super) fn select_all(&self) {
        self.xterm.select_all();
    }

    /// Copies the selection, and ends it, so that the next Ctrl+C interrupts. The command needs no
    /// permission and works without TLS; xterm.js puts its selection in the place of the text area's.
    pub(super) fn copy(&self) {
        self.xterm.focus();
        let area = self.xterm.get_textarea();
        area.set_value(&self.xterm.get_selection());
        area.select();
        let _ = document().unchecked_into::<HtmlDocument>().exec_command("copy");
        area.set_value("");
        self.xterm.clear_selection();
    }

    /// Removes everything but the line of the cursor.
    pub(super) fn clear(&self) {
        self.xterm.clear();
    }

    /// Takes a size of the font, or the page's own.
    pub(super) fn set_font_size(&self, size: Option<u8>) {
        self.set_option("fontSize", &size.map_or_else(own_font_size, u32::from).into());
    }

    /// Prepares for a program with pipes, which says nothing to a terminal and hears nothing of one, or for
    /// one with a terminal, which makes its own line ends.
    pub(super) fn set_pipes(&self, pipes: bool) {
        self.set_option("convertEol", &pipes.into());
        self.set_option("disableStdin", &pipes.into());
    }

    /// All text with the scrollback, without the blank lines at the end.
    pub(super) fn text(&self) -> String {
        let buffer = self.xterm.get_buffer().get_active();
        let mut text = String::new();
        for row in 0..buffer.get_length() {
            let line = buffer.get_line(row);
            let line: &Line = line.unchecked_ref();
            if row > 0 && !line.is_wrapped() {
                text.push('\n');
            }
            text.push_str(&line.translate_to_string(true));
        }
        text.truncate(text.trim_end_matches('\n').len());
        text
    }

    /// Sets one of xterm.js's options.
    pub(super) fn set_option(&self, name: &str, value: &JsValue) {
        set(&self.raw().options(), name, value);
    }

    pub(super) fn load(&self, addon: &TerminalAddon) {
        self.raw().load_addon(addon);
    }

    fn raw(&self) -> &Raw {
        self.xterm.unchecked_ref()
    }
}

impl AsRef<JsValue> for Terminal {
    fn as_ref(&self) -> &JsValue {
        self.raw()
    }
}

/// Acts whenever the element's size changes, for as long as the page lives.
pub(super) fn on_resize(element: &HtmlElement, act: impl Fn() + 'static) {
    let act = Closure::<dyn FnMut(Array)>::new(move |_| act()).into_js_value();
    if let Ok(observer) = ResizeObserver::new(act.unchecked_ref()) {
        observer.observe(element);
    }
}

/// The size of the font where nothing else is set: less on a phone.
fn own_font_size() -> u32 {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    if width.is_some_and(|width| width < 600.0) { 13 } else { 14 }
}

fn theme(host: &HtmlElement) -> JsValue {
    let theme = Object::new();
    for (name, source) in COLOURS {
        set(&theme, name, &colour(host, source).into());
    }
    let _ = host.style().remove_property("color");
    theme.into()
}

/// A style variable as the plain colour that it is at the moment. The variable itself may read
/// `light-dark(…)`, which only the browser resolves, and only in a property.
fn colour(host: &HtmlElement, variable: &str) -> String {
    let _ = host.style().set_property("color", &format!("var({variable})"));
    computed(host, "color")
}

fn computed(element: &HtmlElement, property: &str) -> String {
    let style = window().get_computed_style(element).ok().flatten();
    style
        .and_then(|style| style.get_property_value(property).ok())
        .map(|value| value.trim().to_owned())
        .unwrap_or_default()
}

/// Sets what the crate has no setter for. Setting a property of a plain object cannot fail.
pub(super) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
