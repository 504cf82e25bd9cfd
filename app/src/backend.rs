//! What the page asks the server for. The functions are called by the page's own rendering on the
//! server and, as `POST /api/…`, by a page that was not rendered there.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "a server function is asynchronous for whoever calls it")
)]

#[cfg(feature = "ssr")]
use std::sync::Arc;

use leptos::prelude::*;
use protocol::{Limits, Runtime, SourceFile, json_struct};
use serde::{Deserialize, Serialize};

use crate::i18n::Locale;
use crate::preferences::Preferences;

/// What the server knows that the page needs. The server provides one as [`SharedBackend`] in the
/// context of every rendering and of every server function.
pub trait Backend: Send + Sync {
    /// The languages that can be run, with an example of each.
    fn runtimes(&self) -> Vec<Runtime>;
    /// The bounds on a request.
    fn limits(&self) -> Limits;
    /// What the gallery shows of a language.
    fn examples(&self, language: &str) -> Vec<Example>;
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

/// A program to start from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Which of its language it is.
    pub key: String,
    /// What it is called.
    pub title: Translated,
    /// What it does, in a line.
    pub about: Translated,
    /// The path of the file that is started.
    pub entry: String,
    /// Its files; the one that is started is the first.
    pub files: Vec<SourceFile>,
}

json_struct!(Example { key, title, about, entry, files });

/// Words of a runner's folder, which no table of the page has, in every language of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated {
    /// English.
    pub en: String,
    /// Korean.
    pub ko: String,
}

json_struct!(Translated { en, ko });

impl Translated {
    /// The words for this language.
    pub fn get(&self, locale: Locale) -> &str {
        match locale {
            Locale::En => &self.en,
            Locale::Ko => &self.ko,
        }
    }
}

/// Asks for everything that the page is made of.
#[server(name = LoadOffer, prefix = "/api", endpoint = "offer")]
pub async fn offer() -> Result<Offer, ServerFnError> {
    let backend =
        use_context::<SharedBackend>().ok_or_else(|| ServerFnError::new("the server provided no backend"))?;
    let preferences = use_context::<Preferences>().unwrap_or_default();
    Ok(Offer { runtimes: backend.runtimes(), limits: backend.limits(), preferences })
}

/// Asks for the examples of a language, with all their files: there are few, and one that is chosen opens at once.
#[server(name = LoadExamples, prefix = "/api", endpoint = "examples")]
pub async fn examples(
    /// The runtime's key.
    language: String,
) -> Result<Vec<Example>, ServerFnError> {
    let backend =
        use_context::<SharedBackend>().ok_or_else(|| ServerFnError::new("the server provided no backend"))?;
    Ok(backend.examples(&language))
}
