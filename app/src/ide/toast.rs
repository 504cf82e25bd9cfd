//! A word about what was just done, with a way back.

use leptos::prelude::*;

use super::{Handle, Page};
use crate::i18n::Locale;
use crate::icons;

/// Where it appears. It is there from the start, so that screen readers speak what comes into it.
#[component]
pub(super) fn Toasts(page: Page, handle: Handle) -> impl IntoView {
    let shown = move || {
        let toast = page.toast.get().map(|toast| {
            let close = page.text(Locale::close);
            view! {
                <div class="toast">
                    <span>{toast.text}</span>
                    {toast.undo.then(|| view! {
                        <button type="button" class="button" id="undo" on:click=move |_| handle.undo()>
                            {page.text(Locale::undo)}
                        </button>
                    }.into_any())}
                    <button type="button" class="icon-button" title=close aria-label=close on:click=move |_| page.toast.set(None)>
                        {icons::icon(icons::CROSS)}
                    </button>
                </div>
            }
            .into_any()
        });
        toast.into_any()
    };
    view! { <div class="toasts" role="status" data-testid="toast">{move || shown()}</div> }
}
