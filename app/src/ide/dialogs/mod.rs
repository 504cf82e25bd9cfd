//! What stands over the page until it is closed. There is one dialog element; what is in it is made when it opens.

mod gallery;
mod palette;
mod projects;
mod runs;
mod share;
mod shortcuts;
mod written;

use leptos::prelude::*;

use super::{Dialog, Handle, Page};
use crate::i18n::Locale;
use crate::icons;
pub(crate) use gallery::Examples;
pub(crate) use projects::Recent;
pub(crate) use runs::PastRun;
pub(crate) use share::Link;
pub(crate) use written::{Purpose, Viewed};

/// The dialog.
#[component]
pub(super) fn Dialogs(page: Page, handle: Handle) -> impl IntoView {
    let title = move || {
        let words = page.words();
        match page.dialog.get() {
            Some(Dialog::Gallery) => words.examples(),
            Some(Dialog::Written) => words.files_written(),
            Some(Dialog::Projects) => words.projects(),
            Some(Dialog::Share) => words.share(),
            Some(Dialog::Runs) => words.runs(),
            Some(Dialog::Palette) => words.commands(),
            Some(Dialog::Shortcuts) => words.shortcuts(),
            None => "",
        }
    };
    let content = move || {
        let content = page.dialog.get().map(|dialog| match dialog {
            Dialog::Gallery => gallery::gallery(page, handle),
            Dialog::Written => written::written(page, handle),
            Dialog::Projects => projects::projects(page, handle),
            Dialog::Share => share::share(page, handle),
            Dialog::Runs => runs::runs(page, handle),
            Dialog::Palette => palette::palette(page, handle),
            Dialog::Shortcuts => shortcuts::shortcuts(page),
        });
        content.into_any()
    };
    let close = page.text(Locale::close);
    view! {
        <dialog class="dialog" id="dialog" aria-labelledby="dialog-title" on:close=move |_| page.dialog.set(None)>
            <div class="dialog-head">
                <h2 id="dialog-title">{move || title()}</h2>
                <button type="button" class="icon-button" title=close aria-label=close on:click=move |_| page.dialog.set(None)>
                    {icons::icon(icons::CROSS)}
                </button>
            </div>
            <div class="dialog-body">{move || content()}</div>
        </dialog>
    }
}
