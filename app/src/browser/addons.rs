//! The terminal's addons that no program needs to run: each is fetched when there is a use for it.

use std::cell::OnceCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise};
use leptos::task::spawn_local;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(raw_module = "/vendor/xterm/xterm.js")]
extern "C" {
    #[wasm_bindgen(js_name = addSearch)]
    pub(super) fn add_search(terminal: &JsValue) -> Promise;

    #[wasm_bindgen(js_name = addSerialize)]
    pub(super) fn add_serialize(terminal: &JsValue) -> Promise;

    #[wasm_bindgen(js_name = addWebLinks)]
    pub(super) fn add_web_links(terminal: &JsValue, open: &Function, options: &Object) -> Promise;
}

/// An addon that is there some time after it was asked for; never, where it cannot be fetched.
pub(super) struct Addon<T>(Rc<OnceCell<T>>);

impl<T> Default for Addon<T> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<T: JsCast + 'static> Addon<T> {
    /// It, if it is there.
    pub(super) fn get(&self) -> Option<&T> {
        self.0.get()
    }

    /// Waits for it, and then acts with it.
    pub(super) fn take(&self, addon: Promise, act: impl FnOnce(&T) + 'static) {
        let place = Rc::clone(&self.0);
        spawn_local(async move {
            if let Ok(addon) = JsFuture::from(addon).await {
                act(place.get_or_init(|| addon.unchecked_into()));
            }
        });
    }
}
