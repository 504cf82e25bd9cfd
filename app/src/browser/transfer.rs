//! Bindings to `editor/src/transfer.js`, which is fetched when it is first wanted.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::FileList;

#[wasm_bindgen(raw_module = "/vendor/editor/editor.js")]
extern "C" {
    #[wasm_bindgen(js_name = transfer)]
    fn import() -> Promise;
}

#[wasm_bindgen]
extern "C" {
    /// Files on their way in and out of the page.
    pub(super) type Transfer;

    #[wasm_bindgen(method)]
    fn read(this: &Transfer, files: &FileList, bytes_max: f64) -> Promise;

    /// Downloads one file, as JSON.
    #[wasm_bindgen(method, js_name = saveFile)]
    pub(super) fn save_file(this: &Transfer, source: &str);

    /// Downloads files, as JSON, in an archive of this name.
    #[wasm_bindgen(method, js_name = saveArchive)]
    pub(super) fn save_archive(this: &Transfer, name: &str, sources: &str);

    #[wasm_bindgen(method)]
    fn pack(this: &Transfer, text: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn unpack(this: &Transfer, packed: &str, bytes_max: f64) -> Promise;
}

impl Transfer {
    /// Fetches it.
    pub(super) async fn load() -> Result<Self, JsValue> {
        JsFuture::from(import()).await.map(JsCast::unchecked_into)
    }

    /// The chosen files as JSON; `None` where they are larger than `bytes_max` together.
    pub(super) async fn read_files(
        &self,
        files: &FileList,
        bytes_max: u64,
    ) -> Result<Option<String>, JsValue> {
        Ok(JsFuture::from(self.read(files, bytes_max as f64)).await?.as_string())
    }

    /// A text in letters that a link can carry.
    pub(super) async fn packed(&self, text: &str) -> Result<String, JsValue> {
        Ok(JsFuture::from(self.pack(text)).await?.as_string().unwrap_or_default())
    }

    /// The text that a link carries, if it is whole and no larger than `bytes_max`.
    pub(super) async fn unpacked(&self, packed: &str, bytes_max: u64) -> Result<String, JsValue> {
        Ok(JsFuture::from(self.unpack(packed, bytes_max as f64)).await?.as_string().unwrap_or_default())
    }
}
