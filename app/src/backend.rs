//! What the page asks the server for. The functions are called by the page's own rendering on the
//! server and, as `POST /api/…`, by a page that was not rendered there.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "a server function is asynchronous for whoever calls it")
)]

#[cfg(feature = "ssr")]
use std::sync::Arc;

use leptos::prelude::*;
use protocol::{Limits, Runtime, json_struct};
use serde::{Deserialize, Serialize};

use crate::preferences::Preferences;

/// What the server knows that the page needs. The server provides one as [`SharedBackend`] in the
/// context of every rendering and of every server function.
pub trait Backend: Send + Sync {
    /// The languages that can be run, with an example of each.
    fn runtimes(&self) -> Vec<Runtime>;
    /// The bounds on a request.
    fn limits(&self) -> Limits;
}

/// The backend, as it lies in the context.
#[cfg(feature = "ssr")]
pub type SharedBackend = Arc<dyn Backend>;

/// What the page is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The languages that can be run.
    pub runtimes: Vec<Runtime>,
    /// The bounds on a request.
    pub limits: Limits,
    /// What the visitor has chosen.
    pub preferences: Preferences,
}

json_struct!(Offer { runtimes, limits, preferences });

/// The id of the element in which the page carries its offer.
pub(crate) const OFFER_ID: &str = "offer";

/// Asks for everything that the page is made of.
#[server(name = LoadOffer, prefix = "/api", endpoint = "offer")]
pub async fn offer() -> Result<Offer, ServerFnError> {
    let backend =
        use_context::<SharedBackend>().ok_or_else(|| ServerFnError::new("the server provided no backend"))?;
    let preferences = use_context::<Preferences>().unwrap_or_default();
    Ok(Offer { runtimes: backend.runtimes(), limits: backend.limits(), preferences })
}
