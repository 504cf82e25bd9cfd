//! The page as HTML, and the server functions that it is made of.

use std::sync::Arc;

use any_spawner::Executor;
use app::backend::{Backend, Example, SharedBackend};
use app::preferences::Preferences;
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{expect_context, provide_context};

use leptos_axum::ResponseOptions;
use protocol::{Limits, Runtime};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use super::headers::content_security_policy;
use super::peer::Peer;
use super::router::App;
use crate::run::service::RunService;

/// The page is a fifteenth smaller than with brotli's 4, which is the default, and takes the same 0.3 ms; each step further
/// wins less and takes more.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(5);

/// The page at `/`, server functions as `POST /api/…` and by no other method. All of it is text that compresses to a
/// quarter.
pub(super) fn routes() -> Router<App> {
    // Leptos runs its resources on what is named here, once a process; the tests have many routers.
    let _ = Executor::init_tokio();
    let pages = Router::new().route("/", get(page)).route("/api/{function}", post(function));
    pages.layer(CompressionLayer::new().quality(COMPRESSION))
}

impl Backend for RunService {
    fn runtimes(&self) -> Vec<Runtime> {
        self.runtimes()
    }

    fn examples(&self, language: &str) -> Vec<Example> {
        self.examples(language)
    }

    fn limits(&self) -> Limits {
        self.limits().clone()
    }
}

async fn page(State(app): State<App>, Extension(peer): Extension<Peer>, request: Request<Body>) -> Response {
    let context = context(&app, request.headers());
    let cookie = app.clients.cookie_for(request.headers(), peer.https);
    let guarded = move || {
        context();
        let response = expect_context::<ResponseOptions>();
        guard(&response);
        if let Some(cookie) = cookie.clone() {
            response.append_header(header::SET_COOKIE, cookie);
        }
    };
    let shell = || app::shell::shell(options());
    leptos_axum::render_app_async_with_context(guarded, shell)(request).await
}

async fn function(State(app): State<App>, request: Request<Body>) -> Response {
    if let Err(error) = app.origins.check(request.headers()) {
        return (StatusCode::FORBIDDEN, error.to_string()).into_response();
    }
    let context = context(&app, request.headers());
    leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
}

/// Where the page finds what `cargo xtask` and cargo-leptos built. It is written here, so that the
/// binary needs no manifest beside it.
fn options() -> LeptosOptions {
    LeptosOptions::builder().output_name("madang").site_pkg_dir("pkg").build()
}

/// What the page's components and functions find in their context.
fn context(app: &App, headers: &HeaderMap) -> impl Fn() + Clone + Send + Sync + 'static {
    let backend: SharedBackend = Arc::clone(&app.service) as SharedBackend;
    let preferences = preferences(headers);
    move || {
        provide_context(Arc::clone(&backend));
        provide_context(preferences.clone());
    }
}

/// Says which scripts the page may run, and that nobody keeps it: its nonce is good for once.
fn guard(response: &ResponseOptions) {
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(nonce) = use_nonce()
        && let Ok(policy) = HeaderValue::from_str(&content_security_policy(&nonce))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// What a browser says about how the page should look, and in which language.
pub(super) fn preferences(headers: &HeaderMap) -> Preferences {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let accept_language = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Preferences::from_headers(cookies, accept_language, user_agent)
}
