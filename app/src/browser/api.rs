//! Functions of the server, called when they are needed.
//!
//! By hand and not by the functions of `backend`, whose own client would make the page a good deal heavier.

use protocol::json::FromJson;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response, UrlSearchParams};

/// How long an answer may take with all of its text.
const PATIENCE_MS: u32 = 15_000;

/// Calls one with an argument. `None` where there is no answer, or not one that it could give.
pub(super) async fn call<T: FromJson>(function: &str, name: &str, value: &str) -> Option<T> {
    let arguments = UrlSearchParams::new().ok()?;
    arguments.append(name, value);
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&arguments);
    request.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    let address = format!("/api/{function}");
    let answered = JsFuture::from(leptos::prelude::window().fetch_with_str_and_init(&address, &request));
    let answer: Response = answered.await.ok()?.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    T::parse(&text)
}
