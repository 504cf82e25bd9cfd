//! Does what a command asks for, and knows the keys of commands.

use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, KeyboardEvent};

use super::document;
use super::driver::Driver;
use crate::command::Command;
use crate::ide::{Dialog, Page, Tool};

impl Driver {
    /// Does it.
    pub(super) fn command(self: &Rc<Self>, command: Command) {
        match command {
            Command::Run => self.run(),
            Command::Stop => self.stop(),
            Command::Upload => self.choose_upload(),
            Command::NewFile => self.ask_name(None),
            Command::RenameFile => self.ask_name(Some(self.page.open.get_untracked())),
            Command::StartWithFile => self.start_with_file(),
            Command::DownloadFile => self.download_file(),
            Command::DeleteFile => self.delete_file(),
            Command::NewProject => self.new_project(),
            Command::Examples => self.page.dialog.set(Some(Dialog::Gallery)),
            Command::Projects => self.page.dialog.set(Some(Dialog::Projects)),
            Command::Share => self.page.dialog.set(Some(Dialog::Share)),
            Command::DownloadProject => self.download_project(),
            Command::Runs => self.page.dialog.set(Some(Dialog::Runs)),
            Command::SwitchLayout => self.page.settings.update(|settings| settings.rows = !settings.rows),
            Command::ResetProject => self.reset_project(),
            Command::SwitchFocus => self.switch_focus(),
            Command::Find => self.tool(Tool::Find),
            Command::CopyOutput => self.tool(Tool::Copy),
            Command::DownloadOutput => self.tool(Tool::Download),
            Command::ClearTerminal => self.tool(Tool::Clear),
            Command::Palette => self.page.dialog.set(Some(Dialog::Palette)),
            Command::Shortcuts => self.page.dialog.set(Some(Dialog::Shortcuts)),
        }
    }

    /// Follows keys, and opens and closes the dialog.
    pub(super) fn follow_commands(self: &Rc<Self>) {
        let driver = Rc::clone(self);
        window_event_listener(ev::keydown, move |event| {
            // What the editor has acted on comes here as well.
            if event.default_prevented() {
                return;
            }
            if let Some(command) = of_event(&event).or_else(|| sheet(&event)) {
                event.prevent_default();
                driver.command(command);
            }
        });
        show_dialogs(self.page);
    }
}

/// The command that a key means wherever the focus is.
pub(super) fn of_event(event: &KeyboardEvent) -> Option<Command> {
    Command::of_key(&event.key(), event.ctrl_key(), event.shift_key(), event.meta_key())
}

/// The question mark, where nothing is being written.
fn sheet(event: &KeyboardEvent) -> Option<Command> {
    if event.key() != "?" {
        return None;
    }
    let writes = "input, textarea, select, [contenteditable=true]";
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    target.closest(writes).ok()?.is_none().then_some(Command::Shortcuts)
}

fn show_dialogs(page: Page) {
    document::on_change(page.dialog, |dialog| {
        spawn_local(async move {
            // What it shows is there by then.
            tick().await;
            match (dialog.is_some(), element().filter(|element| !element.open())) {
                (true, Some(closed)) => drop(closed.show_modal()),
                (false, None) => close_dialog(),
                _ => {}
            }
        });
    });
}

pub(super) fn close_dialog() {
    if let Some(open) = element().filter(HtmlDialogElement::open) {
        open.close();
    }
}

fn element() -> Option<HtmlDialogElement> {
    leptos::prelude::document().get_element_by_id("dialog").map(JsCast::unchecked_into)
}
