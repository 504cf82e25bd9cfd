//! What this browser keeps between visits. Where it keeps nothing, everything works but for that.

use leptos::prelude::window;
use protocol::json::{FromJson, ToJson};
use protocol::json_struct;
use web_sys::Storage;

use super::screen::Screen;
use crate::client::kept::Kept;
use crate::settings::Settings;

/// The key of the run that this tab goes on with. A tab that is duplicated takes it along.
const RUN: &str = "madang.run";

/// The key under which `restore.js` looks for the editor's share, too.
const SPLIT: &str = "madang.split";

/// The key of what is set about the terminal.
const SETTINGS: &str = "madang.settings";

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The key under which `restore.js` looks for code, too.
fn code_key(language: &str) -> String {
    format!("madang.code.{language}")
}

/// The code that was written in this language, if it was not the example.
pub(super) fn code(language: &str) -> Option<String> {
    storage()?.get_item(&code_key(language)).ok()?
}

/// Keeps the code, or forgets it where it is the example, so that a better example will be seen.
pub(super) fn keep_code(language: &str, code: &str, example: &str) {
    let Some(storage) = storage() else { return };
    let key = code_key(language);
    // A full or forbidden storage must not stand in the way of writing code.
    let _ = if code == example { storage.remove_item(&key) } else { storage.set_item(&key, code) };
}

/// The editor's share of the panes in percent.
pub(super) fn split() -> Option<u8> {
    storage()?.get_item(SPLIT).ok()??.parse().ok()
}

/// Keeps the editor's share.
pub(super) fn keep_split(split: u8) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(SPLIT, &split.to_string());
    }
}

/// A run with the screen that shows it. Without one, its output is asked for again.
pub(super) struct KeptRun {
    pub(super) run: Kept,
    pub(super) screen: Option<Screen>,
}

json_struct!(KeptRun { run, screen });

fn tab_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// The run of this tab, if it was left with one.
pub(super) fn run() -> Option<KeptRun> {
    KeptRun::parse(&tab_storage()?.get_item(RUN).ok()??)
}

/// Keeps the run, or forgets the last one. A screen that finds no room is left out.
pub(super) fn keep_run(run: Option<KeptRun>) {
    let Some(storage) = tab_storage() else { return };
    let Some(kept) = run else {
        let _ = storage.remove_item(RUN);
        return;
    };
    if !put(&storage, &kept) {
        put(&storage, &KeptRun { run: kept.run.without_screen(), screen: None });
    }
}

fn put(storage: &Storage, kept: &KeptRun) -> bool {
    storage.set_item(RUN, &kept.text()).is_ok()
}

/// What is set about the terminal.
pub(super) fn settings() -> Settings {
    let text = storage().and_then(|storage| storage.get_item(SETTINGS).ok()?);
    text.map(|text| Settings::parse(&text)).unwrap_or_default()
}

/// Keeps what is set about the terminal.
pub(super) fn keep_settings(settings: Settings) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(SETTINGS, &settings.text());
    }
}
