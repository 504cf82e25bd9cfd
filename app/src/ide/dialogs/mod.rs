//! What stands over the page until it is closed. There is one dialog element; what is in it is made when it opens.

mod palette;
mod projects;
mod shortcuts;

use leptos::prelude::*;

use super::{Dialog, Handle, Page};
use crate::i18n::Words;
use crate::icons;
pub(crate) use projects::Recent;

/// The dialog.
#[component]
pub(super) fn Dialogs(page: Page, handle: Handle) -> impl IntoView {
    let title = move || {
        let words = page.words();
        match page.dialog.get() {
            Some(Dialog::Projects) => words.projects(),
            Some(Dialog::Palette) => words.commands(),
            Some(Dialog::Shortcuts) => words.shortcuts(),
            None => "",
        }
    };
    let content = move || {
        page.dialog.get().map(|dialog| match dialog {
            Dialog::Projects => projects::projects(page, handle),
            Dialog::Palette => palette::palette(page, handle),
            Dialog::Shortcuts => shortcuts::shortcuts(page),
        })
    };
    let close = page.text(Words::close);
    view! {
        <dialog class="dialog" id="dialog" aria-labelledby="dialog-title" on:close=move |_| page.dialog.set(None)>
            <div class="dialog-head">
                <h2 id="dialog-title">{title}</h2>
                <button type="button" class="icon-button" title=close aria-label=close on:click=move |_| page.dialog.set(None)>
                    {icons::icon(icons::CROSS)}
                </button>
            </div>
            <div class="dialog-body">{content}</div>
        </dialog>
    }
}
