//! The languages, and the sentences of `words.json` in each.

#![allow(missing_docs, reason = "each method that `typed-i18n` makes is named after what it says")]

use protocol::json_names;
use serde::{Deserialize, Serialize};
use typed_i18n::TypedI18N;

/// The languages that the page speaks, with its sentences: `locale.run()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TypedI18N)]
#[serde(rename_all = "snake_case")]
#[typed_i18n(filename = "src/i18n/words.json")]
#[typed_i18n(builder = "mixed_str")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

json_names!(Locale { "en" => En, "ko" => Ko });

impl Locale {
    /// Its tag, for `lang` attributes and the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// The locale with this tag; `ko-KR` is Korean, too.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "ko" => Some(Self::Ko),
            _ => None,
        }
    }

    /// The one that the switch leads to.
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::Ko,
            Self::Ko => Self::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_a_region_is_its_language() {
        assert_eq!(Locale::from_tag("ko-KR"), Some(Locale::Ko));
        assert_eq!(Locale::from_tag("EN"), Some(Locale::En));
        assert_eq!(Locale::from_tag("fr"), None);
    }
}
