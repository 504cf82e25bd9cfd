//! Menus of commands. The browser opens and closes them.

use leptos::prelude::*;

use super::{Handle, Page};
use crate::command::Command;

/// What a button with `popovertarget` opens: commands in groups.
pub(super) fn menu(page: Page, handle: Handle, id: &'static str, groups: &[&[Command]]) -> AnyView {
    let item = |command: Command| {
        view! {
            <button type="button" class="menu-item" data-command=format!("{command:?}")
                popovertarget=id popovertargetaction="hide"
                on:click=move |_| handle.command(command)
            >
                <span>{move || page.words().command(command)}</span>
                {keys(page, command.keys())}
            </button>
        }
        .into_any()
    };
    let groups = groups
        .iter()
        .map(|group| {
            view! { <div class="menu-group">{group.iter().copied().map(item).collect_view()}</div> }
                .into_any()
        })
        .collect_view();
    view! { <div class="menu" id=id popover="auto">{groups}</div> }.into_any()
}

/// Keys that are pressed together, as this visitor's keyboard names them; nothing where there are none.
pub(super) fn keys(page: Page, keys: &[&'static str]) -> AnyView {
    if keys.is_empty() {
        return ().into_any();
    }
    let keys = keys.iter().map(|key| view! { <kbd>{page.key(key)}</kbd> }.into_any()).collect_view();
    view! { <span class="keys">{keys}</span> }.into_any()
}
