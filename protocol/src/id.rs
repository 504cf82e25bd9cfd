//! Identifiers. The session id is public, the resume token is its owner's secret.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Names one run: in messages, in logs, as the container's label and as a directory's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(Uuid);

impl SessionId {
    /// A new id that nobody else has.
    #[allow(clippy::new_without_default, reason = "an id out of nowhere should be asked for by name")]
    pub fn new() -> Self {
        Self(Uuid::new_v4())
    }

    /// The id that [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// The id with these bytes, for tests and samples.
    pub const fn from_u128(value: u128) -> Self {
        Self(Uuid::from_u128(value))
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(formatter)
    }
}

/// The secret that lets its owner resume a session on another socket.
///
/// Its `Debug` form hides it, so that it cannot reach a log by accident.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResumeToken(String);

impl ResumeToken {
    /// Wraps the text of a token.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The token's text, for comparing and for keeping it in the browser.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ResumeToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResumeToken(…)")
    }
}
