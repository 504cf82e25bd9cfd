//! What lies outside the island and follows its choices: attributes, title and cookies.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

use crate::ide::Page;
use crate::preferences::{LANGUAGE_COOKIE, LOCALE_COOKIE, THEME_COOKIE};

const YEAR_SECONDS: u32 = 365 * 24 * 60 * 60;

/// Keeps the document as the visitor wants it, and tells the server by cookie for the next visit.
pub(super) fn follow(page: Page) {
    on_change(page.locale, |locale| {
        set_attribute("lang", Some(locale.tag()));
        document().set_title(locale.title());
        set_cookie(LOCALE_COOKIE, locale.tag());
    });
    on_change(page.theme, |theme| {
        set_attribute("data-theme", theme.attribute());
        set_cookie(THEME_COOKIE, theme.name());
    });
    on_change(page.language, |language| set_cookie(LANGUAGE_COOKIE, &language));
}

/// Says that the page can be used, for tests and styles.
pub(super) fn mark_hydrated() {
    set_attribute("data-hydrated", Some("true"));
}

/// Acts on each change, not on the first value: the server has drawn that.
pub(super) fn on_change<T>(signal: RwSignal<T>, act: impl Fn(T) + 'static)
where
    T: Clone + Send + Sync + 'static,
{
    let hear = move |is_first: bool| {
        let value = signal.get();
        if !is_first {
            untrack(|| act(value));
        }
    };
    follow_by(Box::new(hear));
}

/// Calls it at first and whenever what it has read changes. One type of effect for all, whose code is there once.
fn follow_by(hear: Box<dyn Fn(bool)>) {
    Effect::new(move |heard: Option<()>| hear(heard.is_none()));
}

/// Sets the size of the editor's font, or leaves it to the style sheet. `restore.js` does the same before.
pub(super) fn set_code_size(size: Option<u8>) {
    let root = document().document_element().map(JsCast::unchecked_into::<HtmlElement>);
    let Some(style) = root.map(|root| root.style()) else { return };
    let _ = match size {
        Some(size) => style.set_property("--code-size", &format!("{size}px")),
        None => style.remove_property("--code-size").map(drop),
    };
}

/// Acts whenever the system turns light or dark.
pub(super) fn on_system_theme(act: impl Fn() + 'static) {
    if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
        let act = Closure::<dyn FnMut()>::new(act).into_js_value();
        let _ = query.add_event_listener_with_callback("change", act.unchecked_ref());
    }
}

fn set_attribute(name: &str, value: Option<&str>) {
    if let Some(root) = document().document_element() {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

fn set_cookie(name: &str, value: &str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age={YEAR_SECONDS}; SameSite=Lax");
    // A browser that takes no cookies shows the defaults next time.
    let _ = document().unchecked_into::<web_sys::HtmlDocument>().set_cookie(&cookie);
}
