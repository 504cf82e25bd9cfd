//! A link to the project.

use leptos::prelude::*;

use super::{Handle, Page};
use crate::icons;
use crate::project::link::{CHARS_MAX, LONG_CHARS};

/// A link to the project.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "browser"), expect(dead_code, reason = "the server makes none"))]
pub(crate) enum Link {
    Made(String),
    /// It would have so many characters.
    TooLong(usize),
    Failed,
}

/// What is in the dialog.
pub(super) fn share(page: Page, handle: Handle) -> AnyView {
    let made = RwSignal::new(None);
    let copied = RwSignal::new(false);
    handle.make_link(made);
    let words = page.words();
    let content = move || match made.get() {
        None => view! { <p class="muted">{words.making_link()}</p> }.into_any(),
        Some(Link::Failed) => view! { <p class="error" role="alert">{words.offline()}</p> }.into_any(),
        Some(Link::TooLong(chars)) => {
            let [taken, most] = [chars, CHARS_MAX].map(|count| (count / 1000).to_string());
            view! { <p class="error" role="alert">{words.link_too_long(&taken, &most)}</p> }.into_any()
        }
        Some(Link::Made(link)) => {
            let long = (link.len() > LONG_CHARS).then(|| words.link_long(&(link.len() / 1000).to_string()));
            view! {
                <div class="share">
                    <input id="share-link" type="text" readonly=true aria-label=words.share() value=link />
                    <button type="button" class="button primary" id="copy-link"
                        on:click=move |_| copied.set(handle.copy_field("share-link"))
                    >
                        {icons::icon(icons::COPY)}
                        <span>{words.copy_link()}</span>
                    </button>
                </div>
                <p class="good" role="status">{move || if copied.get() { words.copied() } else { "" }}</p>
                <p class="muted">{long}</p>
            }
            .into_any()
        }
    };
    view! {
        {move || content()}
        <p class="muted">{words.link_holds()}</p>
    }
    .into_any()
}
