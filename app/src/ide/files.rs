//! The project's files: a tab for each, and the field to name one.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::menu::menu;
use super::{Handle, Naming, Page};
use crate::command::Command;
use crate::i18n::Locale;
use crate::icons;

/// The editor's head.
#[component]
pub(super) fn Files(page: Page, handle: Handle) -> impl IntoView {
    let tabs = move || {
        let project = page.project.read();
        let tab = |path: &str| tab(page, handle, path.to_owned(), *path == project.entry);
        project.files.iter().map(|file| tab(&file.path)).collect_view().into_any()
    };
    let name = page.text(Locale::new_file);
    let more = page.text(Locale::file_menu);
    view! {
        <div class="pane-head files">
            <h2 class="visually-hidden">{page.text(Locale::files)}</h2>
            <div class="tabs" role="tablist" aria-label=page.text(Locale::files) on:keydown=move |event| key(&event, page, handle)>
                {move || tabs()}
            </div>
            {move || page.naming.get().map(|naming| field(page, handle, naming)).into_any()}
            <button type="button" class="icon-button" id="new-file" title=name aria-label=name
                on:click=move |_| handle.command(Command::NewFile)
            >
                {icons::icon(icons::PLUS)}
            </button>
            <button type="button" class="icon-button" id="file-menu-button" popovertarget="file-menu" title=more aria-label=more>
                {icons::icon(icons::MORE)}
            </button>
            {menu(page, handle, "file-menu", &[&Command::FILE_MENU])}
        </div>
    }
}

fn tab(page: Page, handle: Handle, path: String, is_entry: bool) -> AnyView {
    let is_shown = move |path: &str| *page.open.read() == path;
    let (name, selected, reached) = (path.clone(), path.clone(), path.clone());
    view! {
        <button type="button" class="file-tab" role="tab" aria-controls="code" data-path=path.clone()
            aria-selected=move || is_shown(&selected).to_string()
            tabindex=move || if is_shown(&reached) { "0" } else { "-1" }
            on:click=move |_| handle.open_file(&path)
            on:dblclick=move |_| handle.command(Command::RenameFile)
        >
            {is_entry.then(|| view! {
                <span class="entry" title=page.text(Locale::entry_mark)>
                    {icons::play()}
                    <span class="visually-hidden">{page.text(Locale::entry_mark)}</span>
                </span>
            }.into_any())}
            {name}
        </button>
    }
    .into_any()
}

/// As in every list of tabs: arrows go from one to the next.
fn key(event: &KeyboardEvent, page: Page, handle: Handle) {
    let open = page.open.get_untracked();
    let paths: Vec<_> = page.project.read_untracked().files.iter().map(|file| file.path.clone()).collect();
    let count = paths.len();
    let open = paths.iter().position(|path| *path == open).unwrap_or_default();
    let next = match event.key().as_str() {
        "ArrowRight" => (open + 1) % count,
        "ArrowLeft" => (open + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        "F2" => return handle.command(Command::RenameFile),
        "Delete" => return handle.command(Command::DeleteFile),
        _ => return,
    };
    event.prevent_default();
    handle.focus_tab(&paths[next]);
}

/// The field to name a file.
fn field(page: Page, handle: Handle, naming: Naming) -> AnyView {
    let error = move || naming.error.map(|error| page.words().name_error(error)).unwrap_or_default();
    let invalid = naming.error.is_some();
    let from = naming.from.clone();
    view! {
        <form class="naming" on:submit=move |event| {
            event.prevent_default();
            handle.name_file(from.clone());
        }>
            <input id="file-name" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" value=naming.suggestion
                aria-label=page.text(Locale::file_name) aria-invalid=invalid.to_string() aria-describedby="file-name-error"
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        handle.cancel_naming();
                    }
                }
            />
            <p class="naming-error" id="file-name-error" role="alert">{move || error()}</p>
        </form>
    }
    .into_any()
}
