//! The sheet of keys.

use leptos::prelude::*;

use super::super::menu::keys;
use super::Page;
use crate::command::Command;
use crate::i18n::Words;

/// Keys of the editor and the terminal that are no commands of the page.
const OTHERS: [(fn(&dyn Words) -> &'static str, &[&str]); 7] = [
    (|words| words.keys_complete(), &["Ctrl", "Space"]),
    (|words| words.keys_search(), &["Ctrl", "F"]),
    (|words| words.keys_comment(), &["Ctrl", "/"]),
    (|words| words.keys_next_same(), &["Ctrl", "D"]),
    (|words| words.keys_leave_editor(), &["Esc", "Tab"]),
    (|words| words.interrupt(), &["Ctrl", "C"]),
    (|words| words.end_input(), &["Ctrl", "D"]),
];

/// What is in the dialog.
pub(super) fn shortcuts(page: Page) -> AnyView {
    let words = page.words();
    let commands = Command::ALL.into_iter().filter(|command| !command.keys().is_empty());
    let commands = commands.map(|command| row(words.command(command), keys(command))).collect_view();
    let others = OTHERS
        .map(|(name, keys)| {
            let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view();
            row(name(words), view! { <span class="keys">{keys}</span> }.into_any())
        })
        .collect_view();
    view! { <dl class="shortcuts">{commands} {others}</dl> }.into_any()
}

fn row(name: &'static str, keys: AnyView) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{keys}</dd></div> }.into_any()
}
