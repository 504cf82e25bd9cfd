//! The page that asks for the access token, without a script.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Extension, Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::post;
use axum::{Router, extract::DefaultBodyLimit};
use serde::Deserialize;

use super::super::client::set_cookie;
use super::super::headers::SCRIPTLESS_POLICY;
use super::super::pages::preferences;
use super::super::peer::Peer;
use super::super::router::App;
use super::{Access, COOKIE};
use crate::run::queue::AddressKey;
use crate::run::rate::Rate;

const PAGE: &str = include_str!("sign_in.html");

/// How many tokens an address may try a minute.
const TRIES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).expect("it is not 0");

/// How long a browser stays signed in, in seconds: 30 days.
const SIGNED_IN_S: u32 = 2_592_000;

/// The largest form. The token is its only field.
const FORM_BYTES_MAX: usize = 4096;

/// What the page says about the try before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Nothing,
    Wrong,
    TooOften,
}

#[derive(Deserialize)]
struct Attempt {
    token: String,
}

/// `POST /access`, which takes the token.
pub(in super::super) fn routes() -> Router<App> {
    let tries = Arc::new(Rate::<AddressKey>::per_minute(TRIES_PER_MINUTE));
    let limit = DefaultBodyLimit::max(FORM_BYTES_MAX);
    Router::new().route("/access", post(enter)).layer(Extension(tries)).layer(limit)
}

async fn enter(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    Extension(tries): Extension<Arc<Rate<AddressKey>>>,
    headers: HeaderMap,
    Form(attempt): Form<Attempt>,
) -> Response {
    let Access::Token { tag } = &*app.access else { return Redirect::to("/").into_response() };
    if let Err(error) = app.origins.check(&headers) {
        return (StatusCode::FORBIDDEN, error.to_string()).into_response();
    }
    if tries.check(&AddressKey::from(peer.address)).is_err() {
        return page(&headers, Told::TooOften);
    }
    if !app.clients.matches(attempt.token.trim(), tag) {
        return page(&headers, Told::Wrong);
    }
    let cookie = set_cookie(COOKIE, &hex::encode(tag), SIGNED_IN_S, peer.https);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

/// The page, in the visitor's language.
pub(super) fn page(headers: &HeaderMap, told: Told) -> Response {
    let preferences = preferences(headers);
    let theme =
        preferences.theme.attribute().map(|theme| format!(" data-theme=\"{theme}\"")).unwrap_or_default();
    let words = preferences.locale;
    let (status, sentence) = match told {
        Told::Nothing => (StatusCode::UNAUTHORIZED, ""),
        Told::Wrong => (StatusCode::UNAUTHORIZED, words.sign_in_wrong()),
        Told::TooOften => (StatusCode::TOO_MANY_REQUESTS, words.sign_in_too_often()),
    };
    let (invalid, told) = if sentence.is_empty() {
        ("", String::new())
    } else {
        (
            " aria-invalid=\"true\" aria-describedby=\"told\"",
            format!("<p id=\"told\" role=\"alert\">{sentence}</p>"),
        )
    };
    let mut html = PAGE.to_owned();
    for (place, text) in [
        ("{lang}", words.tag()),
        ("{theme}", &theme),
        ("{title}", words.sign_in_title()),
        ("{label}", words.sign_in_token()),
        ("{enter}", words.sign_in_enter()),
        ("{invalid}", invalid),
        ("{told}", &told),
    ] {
        html = html.replace(place, text);
    }
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SCRIPTLESS_POLICY)),
        // Under `no-referrer` a browser says of its own form that it comes from nowhere.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (status, headers, Html(html)).into_response()
}
