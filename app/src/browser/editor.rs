//! Bindings to `editor/src/editor.js`: CodeMirror behind a few functions.

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::i18n::Locale;

#[wasm_bindgen(raw_module = "/vendor/editor/editor.js")]
extern "C" {
    #[wasm_bindgen(js_name = Editor)]
    type JsEditor;

    #[wasm_bindgen(constructor, js_class = "Editor")]
    fn new(parent: &HtmlElement, code: &str, on_change: &Function, on_run: &Function) -> JsEditor;

    #[wasm_bindgen(method)]
    fn code(this: &JsEditor) -> String;

    #[wasm_bindgen(method, js_name = setCode)]
    fn set_code(this: &JsEditor, code: &str);

    #[wasm_bindgen(method)]
    fn open(this: &JsEditor, language: &str, code: &str, label: &str, locale: &str) -> js_sys::Promise;

    #[wasm_bindgen(method, js_name = setLabel)]
    fn set_label(this: &JsEditor, label: &str, locale: &str);

    #[wasm_bindgen(method)]
    fn focus(this: &JsEditor);
}

/// The code editor.
pub(super) struct Editor(JsEditor);

impl Editor {
    /// An editor in the place of what `parent` holds. `on_change` hears every edit, `on_run` the
    /// run shortcut.
    pub(super) fn new(
        parent: &HtmlElement,
        code: &str,
        on_change: impl FnMut() + 'static,
        on_run: impl FnMut() + 'static,
    ) -> Self {
        let on_change: Function = Closure::<dyn FnMut()>::new(on_change).into_js_value().into();
        let on_run: Function = Closure::<dyn FnMut()>::new(on_run).into_js_value().into();
        Self(JsEditor::new(parent, code, &on_change, &on_run))
    }

    /// Another document.
    pub(super) fn open(&self, language: &str, code: &str, label: &str, locale: Locale) {
        // The promise is for the colours, which come when their file has.
        let _ = self.0.open(language, code, label, locale.tag());
    }

    pub(super) fn code(&self) -> String {
        self.0.code()
    }

    pub(super) fn set_code(&self, code: &str) {
        self.0.set_code(code);
    }

    pub(super) fn set_label(&self, label: &str, locale: Locale) {
        self.0.set_label(label, locale.tag());
    }

    pub(super) fn focus(&self) {
        self.0.focus();
    }
}
