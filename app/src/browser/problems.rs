//! What went wrong in a run: found in the terminal, marked in the editor, listed on the page. Places that stand in the
//! terminal are links.

use std::rc::{Rc, Weak};

use js_sys::Function;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use protocol::json::{FromJson, ToJson};
use protocol::json_write;
use protocol::program::Diagnostics;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

use super::driver::Driver;
use crate::ide::Pane;
use crate::problems::Problem;
use crate::replies::Replies;

#[wasm_bindgen(raw_module = "/vendor/editor/editor.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn problems(terminal: &JsValue, context: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = linkPlaces)]
    fn link_places(terminal: &JsValue, context: &Function, go: &Function);
}

/// By which rules places are found, and in which files they may be.
struct Context {
    rules: Diagnostics,
    paths: Vec<String>,
}

json_write!(Context { rules, paths });

impl Driver {
    /// Makes the places that stand in the terminal links.
    pub(super) fn link_places(self: &Rc<Self>) {
        let this = Rc::downgrade(self);
        let context = move || this.upgrade().and_then(|driver| driver.context());
        let context = Closure::<dyn FnMut() -> Option<String>>::new(context).into_js_value();
        let driver = Rc::clone(self);
        let go = move |path: String, line, column| driver.go_to(&path, line, column);
        let go = Closure::<dyn FnMut(String, u32, Option<u32>)>::new(go).into_js_value();
        link_places(self.terminal().as_ref(), &context.into(), &go.into());
    }

    /// Shows a place of the project: in the editor, with the caret there.
    pub(super) fn go_to(self: &Rc<Self>, path: &str, line: u32, column: Option<u32>) {
        // It may have gone by another name since.
        if !self.paths().iter().any(|own| own == path) {
            return;
        }
        self.open_file(path);
        self.page.pane.set(Pane::Editor);
        let driver = Rc::clone(self);
        spawn_local(async move {
            // What is hidden on a phone can be neither scrolled nor given the focus before it is shown.
            tick().await;
            driver.editor().go_to(line, column);
        });
    }

    /// Looks for what went wrong in a run that is over, as soon as the terminal shows all of it.
    pub(super) fn find_problems(this: &Weak<Self>) {
        let Some(driver) = this.upgrade() else { return };
        // What another program printed says nothing of the files that are shown.
        if !driver.ran.borrow().is_shown.get() {
            return;
        }
        let this = Weak::clone(this);
        driver.terminal().write(&[], Replies::Suppressed, move || {
            spawn_local(async move {
                let Some(driver) = this.upgrade() else { return };
                let Some(context) = driver.context() else { return };
                let Ok(found) = problems(driver.terminal().as_ref(), &context).await else { return };
                let found = found.as_string().unwrap_or_default();
                // Meanwhile the next run may have begun, or another program been opened.
                let is_current = driver.page.snapshot.with_untracked(|snapshot| !snapshot.can_stop)
                    && driver.context().as_ref() == Some(&context);
                if is_current && let Some(problems) = Vec::parse(&found) {
                    driver.show_problems(problems, &found);
                }
            });
        });
    }

    /// Forgets what went wrong before.
    pub(super) fn clear_problems(&self) {
        self.show_problems(Vec::new(), "[]");
    }

    fn show_problems(&self, problems: Vec<Problem>, text: &str) {
        self.editor().mark(text);
        self.page.problems.set(problems);
    }

    fn context(&self) -> Option<String> {
        let rules = self.page.runtime(&self.page.language.get_untracked())?.diagnostics?;
        Some(Context { rules, paths: self.paths() }.text())
    }

    /// The files that a place may be in.
    fn paths(&self) -> Vec<String> {
        self.page
            .project
            .with_untracked(|project| project.files.iter().map(|file| file.path.clone()).collect())
    }
}
