//! `window.madang`: a handle for tests and for the curious in the browser's console.
//!
//! - `setCode(text)` replaces the code in the editor;
//! - `code()` is the code in the editor;
//! - `terminalText()` is the terminal's text with its scrollback;
//! - `terminalSize()` is the terminal's columns and rows.

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
    let terminal_size = {
        let driver = Rc::clone(driver);
        let size = move || {
            let size = driver.terminal().size();
            vec![size.cols, size.rows]
        };
        Closure::<dyn FnMut() -> Vec<u16>>::new(size).into_js_value()
    };
    let handle = Object::new();
    let functions = [
        ("setCode", set_code),
        ("code", code),
        ("terminalText", terminal_text),
        ("terminalSize", terminal_size),
    ];
    for (name, function) in functions {
        set(&handle, name, &function);
    }
    set(&window(), "madang", &handle);
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}
