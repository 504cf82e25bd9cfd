//! The browser's part of the page: what holds socket, terminal and editor, and does what the client
//! asks for. Only this module and those in it call JavaScript.

mod addons;
mod api;
mod commands;
mod debug;
mod divider;
mod document;
mod driver;
mod editor;
mod ending;
mod escapes;
mod files;
mod keys;
mod life;
mod pace;
mod problems;
mod projects;
mod screen;
mod settings;
mod share;
mod socket;
mod storage;
mod terminal;
mod tools;
mod transfer;
mod turn;
mod written;

use std::rc::Rc;

use leptos::html::{Div, Main};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use protocol::json::FromJson;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDivElement, HtmlElement, HtmlInputElement};

use crate::backend::{OFFER_ID, Offer};
use crate::command::Command;
use crate::i18n::Locale;
use crate::ide::{Examples, Key, Link, Page, PastRun, Purpose, Recent, Step, Tool};
use crate::project::Project;
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
        Effect::new(move |started: Option<bool>| {
            let (Some(panes), Some(editor), Some(divider), Some(terminal)) =
                (places.panes.get(), places.editor.get(), places.divider.get(), places.terminal.get())
            else {
                return false;
            };
            if started != Some(true) {
                divider::attach(&divider, &panes, self.page.split);
                spawn_local(self.start(editor, terminal));
            }
            true
        });
    }

    async fn start(self, editor: HtmlDivElement, terminal: HtmlDivElement) {
        // The page has been hydrated in this turn: enough for one.
        turn::next().await;
        let driver = Driver::start(self.page, &editor, &terminal).await;
        self.driver.set_value(Some(driver));
        document::follow(self.page);
        self.page.live.set(true);
        document::mark_hydrated();
    }

    pub(crate) fn run(self) {
        self.with(Driver::run);
    }

    pub(crate) fn stop(self) {
        self.with(Driver::stop);
    }

    /// Connects now and does not wait any longer.
    pub(crate) fn reconnect(self) {
        self.with(|driver| driver.update(|client, _| client.retry()));
    }

    pub(crate) fn keep_running(self) {
        self.with(Driver::keep_running);
    }

    pub(crate) fn choose_language(self, language: &str) {
        self.with(|driver| driver.choose_language(language));
    }

    pub(crate) fn command(self, command: Command) {
        self.with(|driver| driver.command(command));
    }

    /// Closes the dialog at once, so that the focus is back before what comes next takes it.
    pub(crate) fn close_dialog(self) {
        commands::close_dialog();
        self.page.dialog.set(None);
    }

    pub(crate) fn undo(self) {
        self.with(|driver| driver.undo());
    }

    pub(crate) fn open_file(self, path: &str) {
        self.with(|driver| driver.open_file(path));
    }

    /// Shows a file and gives the focus to its tab.
    pub(crate) fn focus_tab(self, path: &str) {
        self.open_file(path);
        projects::focus_tab(path);
    }

    /// Gives a file, or a new one, the name that stands in the field.
    pub(crate) fn name_file(self, from: Option<String>) {
        self.with(|driver| driver.name_file(from));
    }

    pub(crate) fn cancel_naming(self) {
        self.page.naming.set(None);
        self.with(|driver| driver.editor().focus());
    }

    /// Opens an example as a project beside those that are kept.
    pub(crate) fn open_project(self, project: Project) {
        self.with(|driver| driver.open_project(project));
    }

    /// Loads the examples of the language that is chosen in the gallery.
    #[expect(clippy::unused_self, reason = "whatever is the browser's business is asked of the handle")]
    pub(crate) fn load_examples(self, language: RwSignal<String>, examples: RwSignal<Examples>) {
        let asked = language.get_untracked();
        examples.set(Examples::Loading);
        spawn_local(async move {
            let answer = api::call("examples", "language", &asked).await;
            // Another language may have been chosen meanwhile, or the dialog closed.
            if language.try_get_untracked() == Some(asked) {
                examples.set(answer.map_or(Examples::Failed, Examples::Here));
            }
        });
    }

    /// Asks for a file that the program wrote.
    pub(crate) fn read_written(self, path: &str, purpose: Purpose) {
        self.with(|driver| driver.read_written(path, purpose));
    }

    pub(crate) fn open_kept(self, id: &str) {
        self.with(|driver| driver.open_kept(id));
    }

    pub(crate) fn name_project(self, name: &str) {
        self.with(|driver| driver.name_project(name));
    }

    pub(crate) fn delete_project(self, id: &str) {
        self.with(|driver| driver.delete_project(id));
    }

    /// The projects that are kept, the latest first.
    pub(crate) fn recents(self) -> Vec<Recent> {
        self.driver.get_value().map(|driver| driver.recents()).unwrap_or_default()
    }

    pub(crate) fn make_link(self, made: RwSignal<Option<Link>>) {
        self.with(|driver| driver.make_link(made));
    }

    /// Copies what stands in a field.
    #[expect(clippy::unused_self, reason = "components reach the browser by their handle")]
    pub(crate) fn copy_field(self, id: &str) -> bool {
        share::copy_field(id)
    }

    /// The runs of this tab that have ended, the latest first.
    #[expect(clippy::unused_self, reason = "components reach the browser by their handle")]
    pub(crate) fn past_runs(self) -> Vec<PastRun> {
        storage::past_runs()
    }

    /// A moment as the visitor's clock and language have it.
    pub(crate) fn date(self, ms: u64) -> String {
        date(ms, self.page.locale.get_untracked())
    }

    pub(crate) fn tool(self, tool: Tool) {
        self.with(|driver| driver.tool(tool));
    }

    pub(crate) fn find(self, text: &str, step: Step) {
        self.with(|driver| driver.find(text, step));
    }

    pub(crate) fn send_line(self, line: &str) -> bool {
        self.driver.get_value().is_some_and(|driver| driver.send_line(line))
    }

    pub(crate) fn go_to(self, path: &str, line: u32, column: Option<u32>) {
        self.with(|driver| driver.go_to(path, line, column));
    }

    pub(crate) fn press(self, key: Key) {
        self.with(|driver| driver.press(key));
    }

    fn with(self, act: impl FnOnce(&Rc<Driver>)) {
        if let Some(driver) = self.driver.get_value() {
            act(&driver);
        }
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

/// What stands in a field.
fn value(id: &str) -> Option<String> {
    let field = document().get_element_by_id(id)?.unchecked_into::<HtmlInputElement>();
    Some(field.value())
}

/// Selects what stands in a field.
fn select_all(id: &str) {
    if let Some(field) = document().get_element_by_id(id) {
        field.unchecked_into::<HtmlInputElement>().select();
    }
}

/// Selects a file's name in a field up to its ending, once the field is there.
fn select_stem(id: &'static str) {
    spawn_local(async move {
        tick().await;
        let Some(field) = document().get_element_by_id(id) else { return };
        let field: HtmlInputElement = field.unchecked_into();
        let name = field.value();
        let stem = name.rfind('.').unwrap_or(name.len());
        // In UTF-16, as the browser counts.
        let length = name[..stem].encode_utf16().count() as u32;
        let _ = field.set_selection_range(0, length);
    });
}

/// A moment as the visitor's clock and language have it.
fn date(ms: u64, locale: Locale) -> String {
    let date = js_sys::Date::new(&(ms as f64).into());
    let options = js_sys::Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // Setting a property of a plain object cannot fail.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    date.to_locale_string(locale.tag(), &options).into()
}

/// Whether the focus is in an element.
fn has_focus(id: &str) -> bool {
    let element = document().get_element_by_id(id);
    element.is_some_and(|element| element.contains(document().active_element().as_deref()))
}
