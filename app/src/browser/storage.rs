//! What this browser keeps between visits. Where it keeps nothing, everything works but for that.

use leptos::prelude::window;
use protocol::json::{FromJson, ToJson};
use protocol::json_struct;
use web_sys::Storage;

use super::driver::now;
use super::screen::Screen;
use crate::client::kept::Kept;
use crate::ide::PastRun;
use crate::project::desk::{self, CURRENT, Storage as _};
use crate::settings::Settings;

/// The key of the run that this tab goes on with. A tab that is duplicated takes it along.
const RUN: &str = "madang.run";

/// The key of the runs that have ended in this tab.
const PAST_RUNS: &str = "madang.runs";

/// The key under which `restore.js` looks for the editor's share, too.
const SPLIT: &str = "madang.split";

/// The key of what is set about the page. `restore.js` reads it, too.
const SETTINGS: &str = "madang.settings";

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What the keys begin with that name the project a tab shows in a language. `restore.js` reads them, too.
const TAB: &str = "madang.tab.";

/// The storage that all tabs share.
pub(super) struct Local;

impl desk::Storage for Local {
    fn get(&self, key: &str) -> Option<String> {
        storage()?.get_item(key).ok()?
    }

    fn set(&self, key: &str, text: &str) -> bool {
        storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
    }

    fn remove(&self, key: &str) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(key);
        }
    }

    fn keys(&self) -> Vec<String> {
        let Some(storage) = storage() else { return Vec::new() };
        let count = storage.length().unwrap_or_default();
        (0..count).filter_map(|index| storage.key(index).ok()?).collect()
    }
}

/// An id that no other project has.
pub(super) fn new_id() -> String {
    // Not a UUID of the browser's: pages without TLS have none.
    let random = (js_sys::Math::random() * f64::from(u32::MAX)) as i64;
    format!("{}-{random}", now())
}

/// The id of the project that this tab shows in a language.
pub(super) fn tab_project(language: &str) -> Option<String> {
    tab_storage()?.get_item(&format!("{TAB}{language}")).ok()?
}

/// Notes which project this tab shows in a language.
pub(super) fn keep_tab_project(language: &str, id: Option<&str>) {
    let Some(storage) = tab_storage() else { return };
    let key = format!("{TAB}{language}");
    let _ = match id {
        Some(id) => storage.set_item(&key, id),
        None => storage.remove_item(&key),
    };
}

/// The next page starts with the language's example.
pub(super) fn forget_latest(language: &str) {
    keep_tab_project(language, None);
    Local.remove(&format!("{CURRENT}{language}"));
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

/// How many of a tab's runs are remembered.
const PAST_RUNS_MAX: usize = 50;

/// The runs of this tab that have ended, the latest first.
pub(super) fn past_runs() -> Vec<PastRun> {
    let text = tab_storage().and_then(|storage| storage.get_item(PAST_RUNS).ok()?);
    text.and_then(|text| Vec::parse(&text)).unwrap_or_default()
}

/// Notes one more.
pub(super) fn keep_past_run(run: PastRun) {
    let mut runs = past_runs();
    runs.insert(0, run);
    runs.truncate(PAST_RUNS_MAX);
    if let Some(storage) = tab_storage() {
        let _ = storage.set_item(PAST_RUNS, &runs.text());
    }
}

/// What is set about the page.
pub(super) fn settings() -> Settings {
    let text = storage().and_then(|storage| storage.get_item(SETTINGS).ok()?);
    text.map(|text| Settings::parse(&text)).unwrap_or_default()
}

/// Keeps what is set about the page.
pub(super) fn keep_settings(settings: Settings) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(SETTINGS, &settings.text());
    }
}
