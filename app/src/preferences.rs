//! What a visitor has chosen. It is kept in cookies, so that the server renders the right page at
//! once and nothing flashes.

use protocol::{json_names, json_struct};
use serde::{Deserialize, Serialize};

use crate::i18n::Locale;

/// The cookie of the page's language.
pub const LOCALE_COOKIE: &str = "madang_locale";
/// The cookie of the theme.
pub const THEME_COOKIE: &str = "madang_theme";
/// The cookie of the programming language.
pub const LANGUAGE_COOKIE: &str = "madang_language";

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

json_names!(Theme { "system" => System, "light" => Light, "dark" => Dark });

impl Theme {
    /// All of them, in the switch's order.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    /// Its name in the cookie.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The document's `data-theme`, where it overrides the system.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.name())
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// A visitor's choices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// The page's language.
    pub locale: Locale,
    /// The theme.
    pub theme: Theme,
    /// The programming language, if one was chosen.
    pub language: Option<String>,
    /// Whether the keyboard is Apple's, where Cmd takes the place of Ctrl for commands.
    pub apple: bool,
}

json_struct!(Preferences { locale, theme, language, apple });

impl Preferences {
    /// Reads them from a request's `Cookie` headers, `Accept-Language` header and `User-Agent` header.
    pub fn from_headers<'a>(
        cookies: impl IntoIterator<Item = &'a str>,
        accept_language: Option<&str>,
        user_agent: Option<&str>,
    ) -> Self {
        let mut preferences = Self {
            locale: accept_language.and_then(preferred_locale).unwrap_or_default(),
            // An iPhone says "like Mac OS X", an iPad that it is a Macintosh.
            apple: user_agent.is_some_and(|agent| agent.contains("Mac OS X")),
            ..Self::default()
        };
        for (name, value) in
            cookies.into_iter().flat_map(|header| header.split(';')).filter_map(|pair| pair.split_once('='))
        {
            let value = value.trim();
            match name.trim() {
                LOCALE_COOKIE => preferences.locale = Locale::from_tag(value).unwrap_or(preferences.locale),
                THEME_COOKIE => preferences.theme = Theme::from_name(value).unwrap_or_default(),
                LANGUAGE_COOKIE => preferences.language = Some(value.to_owned()),
                _ => {}
            }
        }
        preferences
    }
}

/// The language with the highest weight among those that the page speaks.
fn preferred_locale(accept_language: &str) -> Option<Locale> {
    let weighted = accept_language.split(',').filter_map(|entry| {
        let mut parts = entry.split(';');
        let locale = Locale::from_tag(parts.next()?.trim())?;
        let weight =
            parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        Some((locale, weight))
    });
    // The first of equals wins.
    let best = weighted.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    (best.1 > 0.0).then_some(best.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyboard_is_apples_where_the_browser_says_so() {
        let apple = |agent| Preferences::from_headers([], None, Some(agent)).apple;
        assert!(apple("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"));
        assert!(apple("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"));
        assert!(!apple("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"));
        assert!(!apple("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"));
    }

    #[test]
    fn the_first_visit_speaks_the_browsers_language() {
        let locale = |header| Preferences::from_headers([], Some(header), None).locale;
        assert_eq!(locale("ko-KR,ko;q=0.9,en-US;q=0.8"), Locale::Ko);
        assert_eq!(locale("fr, en;q=0.5, ko;q=0.7"), Locale::Ko);
        assert_eq!(locale("en, ko"), Locale::En);
        assert_eq!(locale("ko;q=0"), Locale::En);
        assert_eq!(locale("fr"), Locale::En);
        assert_eq!(locale(";q=x,,"), Locale::En);
    }

    #[test]
    fn a_choice_counts_more_than_the_browser() {
        let cookies = ["a=b; madang_locale=en;madang_theme=dark", "madang_language=java"];
        let expected = Preferences {
            locale: Locale::En,
            theme: Theme::Dark,
            language: Some("java".to_owned()),
            apple: false,
        };
        assert_eq!(Preferences::from_headers(cookies, Some("ko"), None), expected);
    }

    #[test]
    fn nonsense_in_a_cookie_is_ignored() {
        let cookies = ["madang_locale=<script>; madang_theme=; ="];
        assert_eq!(Preferences::from_headers(cookies, None, None), Preferences::default());
    }
}
