//! The WebAssembly entry point: brings the page to life that the server has drawn (`hydrate`), or
//! draws it itself (`csr`, for `trunk`).

// The islands are found by name: without this the crate that they are in would be left out.
#[cfg(feature = "hydrate")]
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes up the islands of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}

/// Draws the page.
#[cfg(all(feature = "csr", not(feature = "hydrate")))]
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::shell::App);
}
