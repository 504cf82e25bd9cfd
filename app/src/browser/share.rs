//! Links that carry a project: made, and opened. The part of a link behind `#` never reaches a server.

use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::json::ToJson;
use wasm_bindgen::{JsCast, JsValue};

use super::driver::Driver;
use super::transfer::Transfer;
use crate::ide::Link;
use crate::project::link::{self, LinkError};

impl Driver {
    /// Makes a link to the project as it is now.
    pub(super) fn make_link(&self, made: RwSignal<Option<Link>>) {
        self.sync();
        let text = self.page.project.with_untracked(ToJson::text);
        spawn_local(async move {
            let packed = match Transfer::load().await {
                Ok(transfer) => transfer.packed(&text).await,
                Err(error) => Err(error),
            };
            made.set(Some(match packed {
                Ok(packed) if packed.len() > link::CHARS_MAX => Link::TooLong(packed.len()),
                Ok(packed) => Link::Made(format!("{}/{}{packed}", origin(), link::PREFIX)),
                Err(_) => Link::Failed,
            }));
        });
    }

    /// Opens the project of the page's address, now and whenever that changes.
    pub(super) fn follow_links(self: &Rc<Self>) {
        self.open_link();
        let driver = Rc::clone(self);
        window_event_listener(ev::hashchange, move |_| driver.open_link());
    }

    fn open_link(self: &Rc<Self>) {
        let Ok(fragment) = window().location().hash() else { return };
        let Some(packed) = fragment.strip_prefix(link::PREFIX).map(str::to_owned) else { return };
        // A reload is to show what was made of it here, and not the link again.
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some("/"));
        }
        let driver = Rc::clone(self);
        spawn_local(async move {
            let bytes_max = driver.page.limits.with_value(link::text_bytes_max);
            let Ok(transfer) = Transfer::load().await else {
                driver.page.say(driver.page.locale.get_untracked().offline(), false);
                return;
            };
            let text = transfer.unpacked(&packed, bytes_max).await;
            driver.take_link(text.ok().as_deref());
        });
    }

    /// Opens what a link held beside the visitor's own projects, or says why not. Nothing is run.
    fn take_link(&self, text: Option<&str>) {
        let words = self.page.locale.get_untracked();
        let read = text.ok_or(LinkError::Broken).and_then(|text| {
            let limits = self.page.limits.get_value();
            self.page.runtimes.with_value(|runtimes| link::read(text, runtimes, &limits))
        });
        match read {
            Ok(project) => {
                self.open_project(project);
                self.page.say(words.link_opened(), false);
            }
            Err(LinkError::Broken) => self.page.say(words.link_broken(), false),
            Err(LinkError::Language(language)) => self.page.say(words.link_language(&language), false),
        }
    }
}

fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Puts a text on the clipboard; where the browser lets no page do so, it stays selected in its field.
pub(super) fn copy_field(id: &str) -> bool {
    super::select_all(id);
    // The old way needs no permission and works without TLS, as in a classroom's network.
    let document: web_sys::HtmlDocument = document().unchecked_into();
    document.exec_command("copy").unwrap_or_default()
}
