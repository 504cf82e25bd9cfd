//! What stands for the browser where there is none: on the server, which draws the page and touches
//! nothing. It has the functions of `browser::Handle`.

use leptos::html::{Div, Main};
use leptos::prelude::*;

use super::{Key, Page, Step, Tool};
use crate::backend::Offer;

/// What the page is made of.
pub(crate) fn offer() -> Option<Offer> {
    use_context()
}

/// The browser's part of the page: none.
#[derive(Clone, Copy)]
pub(crate) struct Handle;

#[expect(clippy::unused_self, reason = "the functions have the shape of those that they stand for")]
impl Handle {
    pub(crate) fn new(_page: Page) -> Self {
        Self
    }

    pub(crate) fn mount(self, _places: Places) {}

    pub(crate) fn run(self) {}

    pub(crate) fn stop(self) {}

    pub(crate) fn keep_running(self) {}

    pub(crate) fn choose_language(self, _language: &str) {}

    pub(crate) fn tool(self, _tool: Tool) {}

    pub(crate) fn find(self, _text: &str, _step: Step) {}

    pub(crate) fn send_line(self, _line: &str) -> bool {
        false
    }

    pub(crate) fn press(self, _key: Key) {}
}

/// Where in the page the browser's part takes place.
#[derive(Clone, Copy)]
pub(crate) struct Places {
    pub(crate) panes: NodeRef<Main>,
    pub(crate) editor: NodeRef<Div>,
    pub(crate) divider: NodeRef<Div>,
    pub(crate) terminal: NodeRef<Div>,
}
