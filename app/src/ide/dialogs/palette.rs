//! The palette: every command, found by a part of its name.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::super::menu::keys;
use super::{Handle, Page};
use crate::command::Command;
use crate::i18n::Locale;

/// What is in the dialog.
pub(super) fn palette(page: Page, handle: Handle) -> AnyView {
    let wanted = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = move || {
        let wanted = wanted.read().trim().to_ascii_lowercase();
        let words = page.words();
        let is_found = |command: &Command| words.command(*command).to_ascii_lowercase().contains(&wanted);
        Command::ALL.into_iter().filter(is_found).collect::<Vec<_>>()
    };
    let act = move |command| {
        // First, as the focus goes back to where it was when a dialog closes.
        handle.close_dialog();
        handle.command(command);
    };
    let key = move |event: KeyboardEvent| {
        let found = found();
        let count = found.len().max(1);
        let present = chosen.get_untracked();
        match event.key().as_str() {
            // The one that ends a syllable is the input method's.
            "Enter" if event.is_composing() => return,
            "Enter" => found.get(present).copied().map_or((), act),
            "ArrowDown" => chosen.set((present + 1) % count),
            "ArrowUp" => chosen.set((present + count - 1) % count),
            _ => return,
        }
        event.prevent_default();
    };
    let items = move || {
        let items = found().into_iter().enumerate().map(|(index, command)| {
            view! {
                <li role="option" class="palette-item" id=format!("command-{index}")
                    aria-selected=move || (chosen.get() == index).to_string()
                    on:click=move |_| act(command)
                >
                    <span>{page.words().command(command)}</span>
                    {keys(page, command.keys())}
                </li>
            }
            .into_any()
        });
        items.collect_view().into_any()
    };
    let none = move || if found().is_empty() { page.words().no_match() } else { "" };
    view! {
        <input class="palette-input" type="text" role="combobox" autofocus=true autocomplete="off" spellcheck="false"
            aria-expanded="true" aria-controls="commands" aria-autocomplete="list"
            aria-activedescendant=move || format!("command-{}", chosen.get())
            aria-label=page.text(Locale::commands) placeholder=page.text(Locale::commands)
            on:input:target=move |event| {
                wanted.set(event.target().value());
                chosen.set(0);
            }
            on:keydown=key
        />
        <ul class="palette" id="commands" role="listbox" aria-label=page.text(Locale::commands)>{move || items()}</ul>
        <p class="muted" role="status">{move || none()}</p>
    }
    .into_any()
}
