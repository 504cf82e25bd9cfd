//! The sheet of keys.

use leptos::prelude::*;

use super::super::menu::keys;
use super::Page;
use crate::command::{Command, MOD};
use crate::i18n::{Sentence, Words};

/// Keys of the editor and the terminal that are no commands of the page.
const OTHERS: [(Sentence, &[&str]); 7] = [
    (Words::keys_complete, &["Ctrl", "Space"]),
    (Words::keys_search, &[MOD, "F"]),
    (Words::keys_comment, &[MOD, "/"]),
    (Words::keys_next_same, &[MOD, "D"]),
    (Words::keys_leave_editor, &["Esc", "Tab"]),
    (Words::interrupt, &["Ctrl", "C"]),
    (Words::end_input, &["Ctrl", "D"]),
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
