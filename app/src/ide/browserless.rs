//! What stands for the browser where there is none: on the server, which draws the page and touches
//! nothing. It has the functions of `browser::Handle`.

use leptos::html::{Div, Main};
use leptos::prelude::*;

use super::{Examples, Key, Link, Page, PastRun, Purpose, Recent, Step, Tool};
use crate::backend::Offer;
use crate::command::Command;
use crate::project::Project;

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

    pub(crate) fn reconnect(self) {}

    pub(crate) fn keep_running(self) {}

    pub(crate) fn choose_language(self, _language: &str) {}

    pub(crate) fn command(self, _command: Command) {}

    pub(crate) fn close_dialog(self) {}

    pub(crate) fn undo(self) {}

    pub(crate) fn open_file(self, _path: &str) {}

    pub(crate) fn focus_tab(self, _path: &str) {}

    pub(crate) fn name_file(self, _from: Option<String>) {}

    pub(crate) fn cancel_naming(self) {}

    pub(crate) fn open_project(self, _project: Project) {}

    pub(crate) fn load_examples(self, _language: RwSignal<String>, _examples: RwSignal<Examples>) {}

    pub(crate) fn read_written(self, _path: &str, _purpose: Purpose) {}

    pub(crate) fn open_kept(self, _id: &str) {}

    pub(crate) fn name_project(self, _name: &str) {}

    pub(crate) fn delete_project(self, _id: &str) {}

    pub(crate) fn recents(self) -> Vec<Recent> {
        Vec::new()
    }

    pub(crate) fn make_link(self, _made: RwSignal<Option<Link>>) {}

    pub(crate) fn copy_field(self, _id: &str) -> bool {
        false
    }

    pub(crate) fn past_runs(self) -> Vec<PastRun> {
        Vec::new()
    }

    pub(crate) fn date(self, _ms: u64) -> String {
        String::new()
    }

    pub(crate) fn tool(self, _tool: Tool) {}

    pub(crate) fn find(self, _text: &str, _step: Step) {}

    pub(crate) fn send_line(self, _line: &str) -> bool {
        false
    }

    pub(crate) fn go_to(self, _path: &str, _line: u32, _column: Option<u32>) {}

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
