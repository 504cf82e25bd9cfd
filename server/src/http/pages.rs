//! The page as HTML, and the server functions that it is made of.

use std::sync::Arc;

use app::backend::SharedBackend;
use app::preferences::Preferences;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, header};
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{expect_context, provide_context};
use leptos_axum::ResponseOptions;

use super::headers::content_security_policy;

/// The page under `/`, server functions as `POST /api/…` and by no other method.
pub fn routes(options: LeptosOptions, backend: SharedBackend) -> Router {
    let options = Arc::new(options);
    let for_functions = Arc::clone(&backend);
    Router::new()
        .route("/", get(move |request| page(Arc::clone(&options), Arc::clone(&backend), request)))
        .route("/api/{function}", post(move |request| function(Arc::clone(&for_functions), request)))
}

async fn page(
    options: Arc<LeptosOptions>,
    backend: SharedBackend,
    request: Request<Body>,
) -> axum::response::Response {
    let preferences = preferences(request.headers());
    let context = move || {
        provide_context(Arc::clone(&backend));
        provide_context(preferences.clone());
        guard();
    };
    let shell = move || app::shell::shell(options.as_ref().clone());
    leptos_axum::render_app_async_with_context(context, shell)(request).await
}

/// Says which scripts the page may run, and that nobody keeps it: its nonce is good for once.
fn guard() {
    let response = expect_context::<ResponseOptions>();
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(nonce) = use_nonce()
        && let Ok(policy) = HeaderValue::from_str(&content_security_policy(&nonce))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

async fn function(backend: SharedBackend, request: Request<Body>) -> impl axum::response::IntoResponse {
    let preferences = preferences(request.headers());
    let context = move || {
        provide_context(Arc::clone(&backend));
        provide_context(preferences.clone());
    };
    leptos_axum::handle_server_fns_with_context(context, request).await
}

fn preferences(headers: &HeaderMap) -> Preferences {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let accept_language = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Preferences::from_headers(cookies, accept_language)
}
