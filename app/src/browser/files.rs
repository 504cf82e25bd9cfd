//! Files that come from the visitor's machine, and go there.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::SourceFile;
use protocol::json::{FromJson, ToJson};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DragEvent, FileList, HtmlElement, HtmlInputElement};

use super::driver::Driver;
use super::transfer::Transfer;

impl Driver {
    /// Asks for files to add.
    pub(super) fn choose_upload(self: &Rc<Self>) {
        let Ok(input) = document().create_element("input") else { return };
        let input: HtmlInputElement = input.unchecked_into();
        input.set_type("file");
        input.set_multiple(true);
        let driver = Rc::clone(self);
        let chosen = input.clone();
        let act = Closure::once_into_js(move || {
            if let Some(files) = chosen.files() {
                driver.upload(files);
            }
        });
        let _ = input.add_event_listener_with_callback("change", act.unchecked_ref());
        input.click();
    }

    /// Takes files that are dropped on the editor, before it takes them for text to insert.
    pub(super) fn follow_drops(self: &Rc<Self>, place: &HtmlElement) {
        let listen = |name: &str, act: Closure<dyn FnMut(DragEvent)>| {
            let act = act.into_js_value();
            let _ = place.add_event_listener_with_callback_and_bool(name, act.unchecked_ref(), true);
        };
        let has_files = |event: &DragEvent| {
            event.data_transfer().is_some_and(|data| {
                data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"))
            })
        };
        listen(
            "dragover",
            Closure::new(move |event: DragEvent| {
                if has_files(&event) {
                    event.prevent_default();
                }
            }),
        );
        let driver = Rc::clone(self);
        listen(
            "drop",
            Closure::new(move |event: DragEvent| {
                let files = event.data_transfer().and_then(|data| data.files());
                if let Some(files) = files.filter(|files| files.length() > 0) {
                    event.prevent_default();
                    event.stop_propagation();
                    driver.upload(files);
                }
            }),
        );
    }

    fn upload(self: &Rc<Self>, files: FileList) {
        let driver = Rc::clone(self);
        spawn_local(async move {
            let words = driver.page.locale.get_untracked();
            let bytes_max = driver.page.limits.with_value(|limits| limits.source_bytes_max);
            let read = match Transfer::load().await {
                Ok(transfer) => transfer.read_files(&files, bytes_max).await,
                Err(error) => Err(error),
            };
            match read {
                Ok(Some(sources)) => driver.add_files(Vec::parse(&sources).unwrap_or_default()),
                Ok(None) => driver.page.say(words.upload_too_large(&crate::i18n::bytes(bytes_max)), false),
                Err(_) => driver.page.say(words.not_read(), false),
            }
        });
    }

    /// Adds files, under other names where theirs are taken, and shows the first.
    pub(super) fn add_files(&self, files: Vec<SourceFile>) {
        self.sync();
        let words = self.page.locale.get_untracked();
        let limits = self.page.limits.get_value();
        let mut project = self.page.project.get_untracked();
        let mut first = None;
        for mut file in files {
            file.path = project.free_name(&file.path);
            let path = file.path.clone();
            if let Err(error) = project.add(file, &limits) {
                self.page.say(format!("{path}: {}", words.name_error(error)), false);
            } else {
                first.get_or_insert(path);
            }
        }
        if let Some(first) = first {
            self.change(project, first);
        }
    }

    /// Downloads the file that is shown.
    pub(super) fn download_file(&self) {
        self.sync();
        let open = self.page.open.get_untracked();
        let file = self.page.project.with_untracked(|project| project.file(&open).map(ToJson::text));
        if let Some(file) = file {
            self.with_transfer(move |transfer| transfer.save_file(&file));
        }
    }

    /// Downloads the whole project.
    pub(super) fn download_project(&self) {
        self.sync();
        let (name, files) = self.page.project.with_untracked(|project| {
            let name = if project.name.is_empty() { &project.language } else { &project.name };
            (format!("{}.zip", name.replace(['/', '\\'], "-")), project.files.text())
        });
        self.with_transfer(move |transfer| transfer.save_archive(&name, &files));
    }

    fn with_transfer(&self, act: impl FnOnce(Transfer) + 'static) {
        let page = self.page;
        spawn_local(async move {
            match Transfer::load().await {
                Ok(transfer) => act(transfer),
                Err(_) => page.say(page.locale.get_untracked().offline(), false),
            }
        });
    }
}
