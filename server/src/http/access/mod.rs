//! Who may use the server: everyone, whoever knows a shared token, or whom a proxy has signed in.
//!
//! [`sign_in`] is the page that asks for the token. What is asked for without a right to it is
//! answered here, before any other handler sees it; only the assets, which hold nothing of anybody,
//! and the probes of operators are for all.

mod sign_in;

use anyhow::{Context as _, ensure};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use subtle::ConstantTimeEq as _;

use super::client::{Clients, cookie};
use super::peer::Peer;
use super::router::App;
use crate::config::{AccessConfig, HttpConfig};

pub(super) use sign_in::routes;

/// The cookie of a browser whose user has named the token.
const COOKIE: &str = "madang_access";

/// How visitors show that they may come in.
#[derive(Clone)]
pub enum Access {
    /// They need not.
    Open,
    /// By the token, or the cookie that whoever named it got.
    Token {
        /// What the token looks like signed: so that comparing takes the same time for every guess.
        tag: [u8; 32],
    },
    /// By a proxy's word.
    Proxy {
        /// The header with the visitor's name.
        user_header: HeaderName,
    },
}

impl Access {
    /// What the configuration asks for.
    ///
    /// # Errors
    /// Where it contradicts itself, or would let everybody in by mistake.
    pub fn new(config: &AccessConfig, http: &HttpConfig, clients: &Clients) -> anyhow::Result<Self> {
        match (&*config.token, &*config.user_header) {
            (None, None) => Ok(Self::Open),
            (Some(_), Some(_)) => anyhow::bail!(
                "MADANG_ACCESS_TOKEN and MADANG_ACCESS_USER_HEADER exclude each other: set one of them"
            ),
            (Some(token), None) => {
                ensure!(!token.expose().trim().is_empty(), "MADANG_ACCESS_TOKEN is only blanks");
                Ok(Self::Token { tag: clients.tag(token.expose()) })
            }
            (None, Some(name)) => {
                ensure!(
                    !http.trusted_proxies.is_empty(),
                    "MADANG_ACCESS_USER_HEADER needs MADANG_TRUSTED_PROXIES: anyone else could name a user"
                );
                let user_header = name.parse().with_context(|| format!("`{name}` is no name of a header"))?;
                Ok(Self::Proxy { user_header })
            }
        }
    }

    /// Whether a request may come in.
    fn admits(&self, headers: &HeaderMap, peer: Peer, clients: &Clients) -> bool {
        match self {
            Self::Open => true,
            Self::Token { tag } => {
                bearer(headers).is_some_and(|token| clients.matches(token, tag)) || {
                    let shown = cookie(headers, COOKIE).filter_map(|value| hex::decode(value).ok());
                    shown.into_iter().any(|shown| shown.ct_eq(tag.as_slice()).into())
                }
            }
            Self::Proxy { .. } => self.user(headers, peer).is_some(),
        }
    }

    /// Whom a trusted proxy has signed in.
    pub(super) fn user<'a>(&self, headers: &'a HeaderMap, peer: Peer) -> Option<&'a [u8]> {
        let Self::Proxy { user_header } = self else { return None };
        let user = headers.get(user_header).filter(|_| peer.through_proxy)?;
        Some(user.as_bytes()).filter(|user| !user.is_empty())
    }
}

/// The token of `Authorization: Bearer …` (RFC 6750).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Lets only those to a router's handlers who may come in.
pub(super) fn guard(app: &App, router: Router<App>) -> Router<App> {
    router.layer(from_fn_with_state(app.clone(), admit))
}

async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(peer) = request.extensions().get::<Peer>().copied() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if app.access.admits(request.headers(), peer, &app.clients) {
        return next.run(request).await;
    }
    match &*app.access {
        Access::Token { .. } if request.method() == Method::GET && request.uri().path() == "/" => {
            sign_in::page(request.headers(), sign_in::Told::Nothing)
        }
        Access::Token { .. } => {
            let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
            (StatusCode::UNAUTHORIZED, challenge, "this Madang asks for its access token\n").into_response()
        }
        _ => {
            (StatusCode::FORBIDDEN, "this Madang is for those whom its proxy has signed in\n").into_response()
        }
    }
}
