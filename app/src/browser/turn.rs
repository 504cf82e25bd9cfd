//! Long work in short turns, between which the browser paints and hears what is pressed.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(raw_module = "/vendor/editor/editor.js")]
extern "C" {
    #[wasm_bindgen(js_name = nextTurn)]
    fn next_turn() -> Promise;
}

/// Goes on when the browser has done what waits.
pub(super) async fn next() {
    // The promise is never rejected.
    let _ = JsFuture::from(next_turn()).await;
}
