//! The sheet of keys.

use leptos::prelude::*;

use super::super::menu::keys;
use super::Page;
use crate::command::{Command, MOD};
use crate::i18n::{Locale, Sentence};

/// Keys of the editor and the terminal that are no commands of the page.
const OTHERS: [(Sentence, &[&str]); 7] = [
    (Locale::keys_complete, &["Ctrl", "Space"]),
    (Locale::keys_search, &[MOD, "F"]),
    (Locale::keys_comment, &[MOD, "/"]),
    (Locale::keys_next_same, &[MOD, "D"]),
    (Locale::keys_leave_editor, &["Esc", "Tab"]),
    (Locale::interrupt, &["Ctrl", "C"]),
    (Locale::end_input, &["Ctrl", "D"]),
];

/// What is in the dialog.
pub(super) fn shortcuts(page: Page) -> AnyView {
    let words = page.words();
    let commands = Command::ALL.into_iter().filter(|command| !command.keys().is_empty());
    let commands =
        commands.map(|command| row(words.command(command), keys(page, command.keys()))).collect_view();
    let others = OTHERS.map(|(name, pressed)| row(name(words), keys(page, pressed))).collect_view();
    view! { <dl class="shortcuts">{commands} {others}</dl> }.into_any()
}

fn row(name: &'static str, keys: AnyView) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{keys}</dd></div> }.into_any()
}
