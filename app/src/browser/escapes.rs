//! What output may do beside being shown: ask the terminal things, and link to pages. Clipboard, title
//! and window are out of its reach.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object};
use leptos::prelude::{Set, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::addons;
use super::terminal::{Terminal, set};
use crate::ide::Page;
use crate::replies::ReplyGuard;

/// Sequences that make the terminal answer, by prefix, intermediate and final character: what it is (DA),
/// where things stand (DSR), which modes are on (DECRQM).
const QUERIES: [(&str, &str, &str); 7] = [
    ("", "", "c"),
    (">", "", "c"),
    ("=", "", "c"),
    ("", "", "n"),
    ("?", "", "n"),
    ("", "$", "p"),
    ("?", "$", "p"),
];

/// Operating system commands about colours, which ask where they hold a question mark.
const COLOURS: [u16; 4] = [4, 10, 11, 12];

/// Operating system commands that nothing comes of: title and icon name, and the clipboard.
const FORBIDDEN: [u16; 4] = [0, 1, 2, 52];

/// The private mode in which the terminal reports that it gains or loses the focus.
const FOCUS_REPORTS: f64 = 1004.0;

#[wasm_bindgen]
extern "C" {
    pub(super) type Parser;

    #[wasm_bindgen(method, js_name = registerCsiHandler)]
    fn register_csi(this: &Parser, sequence: &Object, act: &Function);

    #[wasm_bindgen(method, js_name = registerDcsHandler)]
    fn register_dcs(this: &Parser, sequence: &Object, act: &Function);

    #[wasm_bindgen(method, js_name = registerOscHandler)]
    fn register_osc(this: &Parser, command: u16, act: &Function);
}

/// Makes the parser ask before it acts. A handler that says `true` has swallowed the sequence.
pub(super) fn restrict(parser: &Parser, guard: &Rc<RefCell<ReplyGuard>>) {
    let swallow = handler(|_| true);
    // Size, position and title of the window.
    parser.register_csi(&sequence("", "", "t"), &swallow);
    for command in FORBIDDEN {
        parser.register_osc(command, &swallow);
    }

    let asked = Rc::clone(guard);
    let query = handler(move |_| !asked.borrow().answers());
    for (prefix, intermediates, last) in QUERIES {
        parser.register_csi(&sequence(prefix, intermediates, last), &query);
    }
    // What a setting is (DECRQSS).
    parser.register_dcs(&sequence("", "$", "q"), &query);

    let asked = Rc::clone(guard);
    let colour = handler(move |data| {
        data.as_string().is_some_and(|data| data.contains('?')) && !asked.borrow().answers()
    });
    for command in COLOURS {
        parser.register_osc(command, &colour);
    }

    let asked = Rc::clone(guard);
    let mode = handler(move |modes| {
        if modes.unchecked_into::<Array>().includes(&FOCUS_REPORTS.into(), 0) {
            asked.borrow_mut().focus_asked();
        }
        false
    });
    parser.register_csi(&sequence("?", "", "h"), &mode);
}

/// Makes addresses in the output links, written out or hidden behind a text (OSC 8). They lead to web pages
/// only, in a tab of their own that knows nothing of this one; where one leads is shown before.
pub(super) fn link(terminal: &Terminal, page: Page) {
    let activate = callback(|address| {
        if address.starts_with("http://") || address.starts_with("https://") {
            let _ = window().open_with_url_and_target_and_features(&address, "_blank", "noopener,noreferrer");
        }
    });
    let links = Object::new();
    set(&links, "activate", &activate);
    set(&links, "hover", &callback(move |address| page.link.set(address)));
    set(&links, "leave", &callback(move |_| page.link.set(String::new())));
    terminal.set_option("linkHandler", &links);
    // Nothing is printed yet that could be linked.
    let _ = addons::add_web_links(terminal.as_ref(), &activate, &links);
}

fn handler(act: impl FnMut(JsValue) -> bool + 'static) -> Function {
    Closure::<dyn FnMut(JsValue) -> bool>::new(act).into_js_value().into()
}

/// A function of a link: the event comes first and matters to none of them.
fn callback(act: impl Fn(String) + 'static) -> Function {
    Closure::<dyn FnMut(JsValue, String)>::new(move |_, address| act(address)).into_js_value().into()
}

fn sequence(prefix: &str, intermediates: &str, last: &str) -> Object {
    let id = Object::new();
    for (name, value) in [("prefix", prefix), ("intermediates", intermediates), ("final", last)] {
        set(&id, name, &value.into());
    }
    id
}
