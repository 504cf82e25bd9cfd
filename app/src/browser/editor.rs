//! Bindings to `editor/src/editor.js`: CodeMirror behind a few functions.

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use crate::i18n::Locale;

#[wasm_bindgen(raw_module = "/vendor/editor/editor.js")]
extern "C" {
    #[wasm_bindgen(js_name = Editor)]
    type JsEditor;

    #[wasm_bindgen(constructor, js_class = "Editor")]
    fn new(parent: &HtmlElement, on_change: &Function, on_run: &Function) -> JsEditor;

    #[wasm_bindgen(method)]
    fn code(this: &JsEditor) -> String;

    #[wasm_bindgen(method, js_name = setCode)]
    fn set_code(this: &JsEditor, code: &str);

    #[wasm_bindgen(method)]
    fn open(
        this: &JsEditor,
        path: &str,
        language: &str,
        code: &str,
        label: &str,
        locale: &str,
    ) -> js_sys::Promise;

    #[wasm_bindgen(method, getter)]
    fn shown(this: &JsEditor) -> js_sys::Promise;

    #[wasm_bindgen(method)]
    fn rename(this: &JsEditor, from: &str, to: &str);

    #[wasm_bindgen(method)]
    fn close(this: &JsEditor, path: &str);

    #[wasm_bindgen(method, js_name = closeAll)]
    fn close_all(this: &JsEditor);

    #[wasm_bindgen(method, js_name = goTo)]
    fn go_to(this: &JsEditor, line: u32, column: Option<u32>);

    #[wasm_bindgen(method)]
    fn mark(this: &JsEditor, problems: &str) -> js_sys::Promise;

    #[wasm_bindgen(method, js_name = setVim)]
    fn set_vim(this: &JsEditor, is_on: bool) -> js_sys::Promise;

    #[wasm_bindgen(method)]
    fn measure(this: &JsEditor);

    #[wasm_bindgen(method, js_name = setLabel)]
    fn set_label(this: &JsEditor, label: &str, locale: &str);

    #[wasm_bindgen(method)]
    fn focus(this: &JsEditor);
}

/// What the editor shows.
pub(super) struct Document<'a> {
    /// By which it is known.
    pub(super) path: &'a str,
    /// What is not a language that the editor has a grammar for is plain text.
    pub(super) language: &'a str,
    pub(super) code: &'a str,
}

/// The code editor.
pub(super) struct Editor(JsEditor);

impl Editor {
    /// An editor that takes the place of what `parent` holds when its first document is opened. `on_change` hears every edit, `on_run` the
    /// run shortcut.
    pub(super) fn new(
        parent: &HtmlElement,
        on_change: impl FnMut() + 'static,
        on_run: impl FnMut() + 'static,
    ) -> Self {
        let on_change: Function = Closure::<dyn FnMut()>::new(on_change).into_js_value().into();
        let on_run: Function = Closure::<dyn FnMut()>::new(on_run).into_js_value().into();
        Self(JsEditor::new(parent, &on_change, &on_run))
    }

    /// Shows a document: with its history and as it was left, where its text is still this one.
    pub(super) fn open(&self, document: &Document<'_>, label: &str, locale: Locale) {
        let Document { path, language, code } = document;
        // The promise is for the colours, which come when their file has.
        let _ = self.0.open(path, language, code, label, locale.tag());
    }

    /// Waits until the first document is shown: until then nothing but [`Self::open`] may be called.
    pub(super) async fn shown(&self) {
        // The promise is never rejected.
        let _ = JsFuture::from(self.0.shown()).await;
    }

    /// Calls a document by another name from now on.
    pub(super) fn rename(&self, from: &str, to: &str) {
        self.0.rename(from, to);
    }

    /// Forgets a document; the one that is shown stays until another is opened.
    pub(super) fn close(&self, path: &str) {
        self.0.close(path);
    }

    /// Forgets every document.
    pub(super) fn close_all(&self) {
        self.0.close_all();
    }

    /// Puts the caret on a line and column, both from 1, shows it and takes the focus.
    pub(super) fn go_to(&self, line: u32, column: Option<u32>) {
        self.0.go_to(line, column);
    }

    /// Marks these problems, given as JSON, in the documents that they are in, and no others.
    pub(super) fn mark(&self, problems: &str) {
        // The promise is for the module that draws them.
        let _ = self.0.mark(problems);
    }

    /// The keys of vi, or the editor's own.
    pub(super) fn set_vim(&self, is_on: bool) {
        // The promise is for their module.
        let _ = self.0.set_vim(is_on);
    }

    /// Looks at the size of the font again.
    pub(super) fn measure(&self) {
        self.0.measure();
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
