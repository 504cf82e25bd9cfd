//! The code in the editor, and what is kept of it.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::driver::Driver;
use super::editor::Document;
use super::storage;

/// The pause in typing after which the code is kept.
const KEEP_AFTER: Duration = Duration::from_millis(300);

impl Driver {
    /// The chosen language's code: what was written in it, or else its example.
    pub(super) fn code(&self) -> String {
        let language = self.page.language.get_untracked();
        storage::code(&language).unwrap_or_else(|| self.example(&language))
    }

    fn example(&self, language: &str) -> String {
        self.page.runtime(language).map(|runtime| runtime.example).unwrap_or_default()
    }

    pub(super) fn open_code(&self) {
        let locale = self.page.locale.get_untracked();
        let language = self.page.language.get_untracked();
        let path = self.page.runtime(&language).map(|runtime| runtime.entry).unwrap_or_default();
        let document = Document { path: &path, language: &language, code: &self.code() };
        self.editor().open(&document, locale.words().editor(), locale);
    }

    pub(super) fn keep_code(&self) {
        self.keeping.set(false);
        let language = self.page.language.get_untracked();
        storage::keep_code(&language, &self.editor().code(), &self.example(&language));
    }

    pub(super) fn keep_code_soon(self: &Rc<Self>) {
        if !self.keeping.replace(true) {
            let driver = Rc::clone(self);
            let keep = move || {
                // Kept in the meantime, by a run or by leaving the page.
                if driver.keeping.get() {
                    driver.keep_code();
                }
            };
            set_timeout(keep, KEEP_AFTER);
        }
    }
}
