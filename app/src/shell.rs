//! The document around the page.

use std::sync::LazyLock;

use leptos::prelude::*;
use protocol::json::ToJson;

use crate::backend::{OFFER_ID, Offer, offer};
use crate::ide::Ide;
use crate::preferences::Preferences;

/// Where the modules are that the bindings import by name. It has to come before any module.
const IMPORT_MAP: &str = concat!(
    r#"{"imports":{"xterm":"/vendor/xterm/xterm.js","xterm-addon-fit":"/vendor/xterm/xterm.js","#,
    r#""xterm-addon-unicode11":"/vendor/xterm/xterm.js"}}"#
);

/// Puts back what this browser keeps before the page is painted for the first time.
static RESTORE: LazyLock<String> = LazyLock::new(|| bare(include_str!("restore.js")));

/// Brings the page to life, as Leptos' `HydrationScripts` would, but each long part in a turn of its own, and says so
/// where that fails.
static START: LazyLock<String> = LazyLock::new(|| bare(include_str!("start.js")));

/// A script without its indents and the comments that have a line of their own: it is in every page.
fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The whole document, for the server.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let preferences = use_context::<Preferences>().unwrap_or_default();
    let words = preferences.locale;
    let nonce = leptos::nonce::use_nonce();
    // Only the island is taken up: what is around it needs no marks for that.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    view! {
        <!DOCTYPE html>
        <html lang=preferences.locale.tag() data-theme=preferences.theme.attribute()>
            <head>
                <script type="importmap" nonce=nonce.clone() inner_html=IMPORT_MAP></script>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
                <meta name="description" content=words.description() />
                <meta name="color-scheme" content="light dark" />
                <title>{words.title()}</title>
                // Otherwise the first paint may show what has been parsed until then, and the rest would move it.
                <link rel="expect" href="#parsed" blocking="render" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href="/pkg/madang.css" />
                <AutoReload options />
                <script type="module" nonce=nonce.clone() inner_html=START.as_str()></script>
            </head>
            <body>
                <App />
                <noscript>
                    <p class="notice">{words.needs_script()}</p>
                </noscript>
                <p class="notice" role="alert" id="not-started" hidden>
                    {words.not_started()}" "<a href="">{words.reload()}</a>
                </p>
                <script nonce=nonce inner_html=RESTORE.as_str()></script>
                <span id="parsed" hidden></span>
            </body>
        </html>
    }
}

/// The page, as soon as it is known what it is made of.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Await future=offer() let:offered>
            {match offered {
                Ok(offered) => view! { <Offered offer=offered.clone() /> }.into_any(),
                Err(_) => view! { <Unavailable /> }.into_any(),
            }}
        </Await>
    }
}

/// The page with what it is made of. The server draws it from that, and the browser finds it again as data in the page:
/// as the island's own property it would be read by serde, which costs more than it carries.
#[component]
fn Offered(offer: Offer) -> impl IntoView {
    // In HTML a script ends where `</script` stands, whatever it holds.
    let data = offer.text().replace('<', "\\u003c");
    provide_context(offer);
    view! {
        <script type="application/json" id=OFFER_ID inner_html=data></script>
        <Ide />
    }
}

/// What stands in the page's place where nothing can be offered.
#[component]
fn Unavailable() -> impl IntoView {
    let words = use_context::<Preferences>().unwrap_or_default().locale;
    view! { <p class="unavailable" role="alert">{words.no_languages()}</p> }
}

/// The runtime that a visitor starts with.
pub(crate) fn first_language(offer: &Offer) -> String {
    let chosen = offer.preferences.language.as_deref();
    let known = offer.runtimes.iter().find(|runtime| Some(runtime.language.as_str()) == chosen);
    known.or(offer.runtimes.first()).map(|runtime| runtime.language.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn scripts_lose_what_only_their_readers_need() {
        let script = "// Why.\nstart(\n  \"https://example.org\", // kept\n  // Also why.\n);\n";
        assert_eq!(bare(script), "start(\n\"https://example.org\", // kept\n);");
    }
}
