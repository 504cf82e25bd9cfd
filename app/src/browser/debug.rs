//! `window.madang`: a handle for tests and for the curious in the browser's console.
//!
//! - `setCode(text)` replaces the code in the editor;
//! - `code()` is the code in the editor;
//! - `terminalText()` is the terminal's text with its scrollback;
//! - `size()` is the terminal's size in cells.

use std::rc::Rc;

use js_sys::{Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::driver::Driver;

/// Puts the handle on the window.
pub(super) fn expose(driver: &Rc<Driver>) {
    let set_code = {
        let driver = Rc::clone(driver);
        Closure::<dyn FnMut(String)>::new(move |code: String| driver.editor().set_code(&code)).into_js_value()
    };
    let code = {
        let driver = Rc::clone(driver);
        Closure::<dyn FnMut() -> String>::new(move || driver.editor().code()).into_js_value()
    };
    let terminal_text = {
        let driver = Rc::clone(driver);
        Closure::<dyn FnMut() -> String>::new(move || driver.terminal().text()).into_js_value()
    };
    let size = {
        let driver = Rc::clone(driver);
        Closure::<dyn FnMut() -> Object>::new(move || {
            let (size, object) = (driver.terminal().size(), Object::new());
            set(&object, "cols", &size.cols.into());
            set(&object, "rows", &size.rows.into());
            object
        })
        .into_js_value()
    };
    let handle = Object::new();
    for (name, function) in
        [("setCode", set_code), ("code", code), ("terminalText", terminal_text), ("size", size)]
    {
        set(&handle, name, &function);
    }
    set(&window(), "madang", &handle);
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}
