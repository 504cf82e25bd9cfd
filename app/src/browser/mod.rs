//! The browser's part of the page: what holds socket, terminal and editor, and does what the client
//! asks for. Only this module and those in it call JavaScript.

mod code;
mod debug;
mod divider;
mod document;
mod driver;
mod editor;
mod ending;
mod escapes;
mod keys;
mod life;
mod pace;
mod screen;
mod settings;
mod socket;
mod storage;
mod terminal;
mod tools;

use std::rc::Rc;

use leptos::html::{Div, Main};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use protocol::json::FromJson;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::backend::{OFFER_ID, Offer};
use crate::ide::{Key, Page, Step, Tool};
use driver::Driver;

/// What the page is made of: it carries that, unless it was not drawn by a server.
pub(crate) fn offer() -> Option<Offer> {
    use_context().or_else(|| Offer::parse(&document().get_element_by_id(OFFER_ID)?.text_content()?))
}

/// Where in the page the browser's part takes place.
#[derive(Clone, Copy)]
pub(crate) struct Places {
    pub(crate) panes: NodeRef<Main>,
    pub(crate) editor: NodeRef<Div>,
    pub(crate) divider: NodeRef<Div>,
    pub(crate) terminal: NodeRef<Div>,
}

/// What the components call. Until the page is mounted its functions do nothing.
#[derive(Clone, Copy)]
pub(crate) struct Handle {
    page: Page,
    driver: StoredValue<Option<Rc<Driver>>, LocalStorage>,
}

impl Handle {
    pub(crate) fn new(page: Page) -> Self {
        Self { page, driver: StoredValue::new_local(None) }
    }

    /// Brings the page to life as soon as its elements are there.
    pub(crate) fn mount(self, places: Places) {
        Effect::new(move |_| {
            let (Some(panes), Some(editor), Some(divider), Some(terminal)) =
                (places.panes.get(), places.editor.get(), places.divider.get(), places.terminal.get())
            else {
                return;
            };
            if self.driver.with_value(Option::is_some) {
                return;
            }
            divider::attach(&divider, &panes, self.page.split);
            let driver = Driver::start(self.page, &editor, &terminal);
            self.driver.set_value(Some(driver));
            document::follow(self.page);
            self.page.live.set(true);
            document::mark_hydrated();
        });
    }

    pub(crate) fn run(self) {
        self.with(Driver::run);
    }

    pub(crate) fn stop(self) {
        self.with(Driver::stop);
    }

    pub(crate) fn keep_running(self) {
        self.with(Driver::keep_running);
    }

    pub(crate) fn choose_language(self, language: &str) {
        self.with(|driver| driver.choose_language(language));
    }

    pub(crate) fn tool(self, tool: Tool) {
        self.with(|driver| driver.tool(tool));
    }

    pub(crate) fn find(self, text: &str, step: Step) {
        self.with(|driver| driver.find(text, step));
    }

    pub(crate) fn send_line(self, line: &str) -> bool {
        self.driver.with_value(|driver| driver.as_ref().is_some_and(|driver| driver.send_line(line)))
    }

    pub(crate) fn press(self, key: Key) {
        self.with(|driver| driver.press(key));
    }

    fn with(self, act: impl FnOnce(&Rc<Driver>)) {
        self.driver.with_value(|driver| driver.as_ref().map(act));
    }
}

/// Gives an element the focus once the page shows what it is about to.
fn focus(id: &'static str) {
    let act = move || {
        let element = document().get_element_by_id(id)?.unchecked_into::<HtmlElement>();
        element.focus().ok()
    };
    // What is shown already takes what is being typed.
    act();
    if !has_focus(id) {
        spawn_local(async move {
            tick().await;
            act();
        });
    }
}

/// Whether the focus is in an element.
fn has_focus(id: &str) -> bool {
    let element = document().get_element_by_id(id);
    element.is_some_and(|element| element.contains(document().active_element().as_deref()))
}
