//! The terminal's tools: find, clear, copy and download.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::{Set, WithUntracked, document};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, HtmlElement, Url};

use super::addons::{self, Addon};
use super::terminal::{Terminal, set};
use crate::ide::{Page, Step, Tool};

/// The highlights: every match, and the one that the count is about.
const HIGHLIGHTS: [(&str, &str); 4] = [
    ("matchBackground", "#e6cf9a"),
    ("activeMatchBackground", "#f0a83c"),
    ("matchOverviewRuler", "#c79a3a"),
    ("activeMatchColorOverviewRuler", "#f0a83c"),
];

#[wasm_bindgen]
extern "C" {
    type Search;

    #[wasm_bindgen(method, js_name = findNext)]
    fn find_next(this: &Search, text: &str, options: &Object) -> bool;

    #[wasm_bindgen(method, js_name = findPrevious)]
    fn find_previous(this: &Search, text: &str, options: &Object) -> bool;

    #[wasm_bindgen(method, js_name = clearDecorations)]
    fn clear_decorations(this: &Search);

    #[wasm_bindgen(method, js_name = onDidChangeResults)]
    fn on_results(this: &Search, hear: &Function) -> JsValue;
}

/// The search through the terminal.
pub(super) struct Finder {
    search: Addon<Search>,
    /// What was last looked for.
    wanted: Rc<RefCell<(String, Step)>>,
    page: Page,
}

impl Finder {
    /// A search whose results are shown on the page.
    pub(super) fn new(page: Page) -> Self {
        Self { search: Addon::default(), wanted: Rc::new(RefCell::new((String::new(), Step::Here))), page }
    }

    /// Fetches what it takes, unless it is there.
    fn prepare(&self, terminal: &Terminal) {
        if self.search.get().is_some() {
            return;
        }
        let (page, wanted) = (self.page, Rc::clone(&self.wanted));
        self.search.take(addons::add_search(terminal.as_ref()), move |search| {
            let hear = Closure::<dyn FnMut(JsValue)>::new(move |results: JsValue| {
                let number = |name: &str| {
                    let value = Reflect::get(&results, &name.into()).ok().and_then(|value| value.as_f64());
                    value.unwrap_or_default() as i32
                };
                page.found.set((number("resultIndex") + 1, number("resultCount")));
            });
            search.on_results(&hear.into_js_value().into());
            let (text, step) = &*wanted.borrow();
            seek(search, text, *step);
        });
    }

    /// Goes to a match.
    pub(super) fn find(&self, text: &str, step: Step) {
        self.wanted.replace((text.to_owned(), step));
        if let Some(search) = self.search.get() {
            seek(search, text, step);
        }
    }
}

fn seek(search: &Search, text: &str, step: Step) {
    let (options, highlights) = (Object::new(), Object::new());
    for (name, colour) in HIGHLIGHTS {
        set(&highlights, name, &colour.into());
    }
    set(&options, "decorations", &highlights);
    // While it is typed the match grows where it stands.
    set(&options, "incremental", &(step == Step::Here).into());
    if step == Step::Previous {
        search.find_previous(text, &options);
    } else {
        search.find_next(text, &options);
    }
}

/// Uses a tool.
pub(super) fn apply(tool: Tool, terminal: &Terminal, finder: &Finder, page: Page) {
    match tool {
        Tool::Find => {
            finder.prepare(terminal);
            page.finding.set(true);
            super::focus("find");
        }
        Tool::CloseFind => {
            page.finding.set(false);
            if let Some(search) = finder.search.get() {
                search.clear_decorations();
            }
            // What was found would make the next Ctrl+C a copy.
            terminal.clear_selection();
            terminal.focus();
        }
        Tool::Clear => {
            terminal.clear();
            terminal.focus();
        }
        Tool::Copy => {
            terminal.select_all();
            terminal.copy();
        }
        Tool::Download => {
            let name = page.project.with_untracked(|project| {
                let file = project.entry.rsplit('/').next().unwrap_or_default();
                format!("{}-output.txt", file.rsplit_once('.').map_or(file, |(stem, _)| stem))
            });
            download(&name, &format!("{}\n", terminal.text()));
        }
    }
}

/// Hands a text file to the browser.
fn download(name: &str, text: &str) {
    if let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&text.into())) {
        save(name, &blob);
    }
}

/// Hands a file to the browser.
pub(super) fn save(name: &str, content: &Blob) {
    let Ok(url) = Url::create_object_url_with_blob(content) else { return };
    if let Ok(link) = document().create_element("a") {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.unchecked_ref::<HtmlElement>().click();
    }
    // The click has taken hold of the content.
    let _ = Url::revoke_object_url(&url);
}
