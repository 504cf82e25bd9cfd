//! A line below the terminal that sends whole lines: for pipes, phones and screen readers.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html::Input;
use leptos::prelude::*;

use super::{Handle, Key, Page};
use crate::i18n::Locale;

/// What an input method's keys say they are.
const COMPOSING: u32 = 229;

/// The line.
#[component]
pub(super) fn InputLine(page: Page, handle: Handle) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let pipes = move || page.pipes();
    let closed = move || !page.snapshot.read().input_open;
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked()
            && handle.send_line(&field.value())
        {
            field.set_value("");
        }
    };
    let key = move |event: KeyboardEvent| {
        // The Enter that ends a syllable would send the line without it.
        if event.key() == "Enter" && (event.is_composing() || event.key_code() == COMPOSING) {
            event.prevent_default();
        }
    };
    view! {
        <form class="input-line" on:submit=send
            hidden=move || !page.input_line()
        >
            <label class="visually-hidden" for="stdin">{page.text(Locale::input)}</label>
            <input id="stdin" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
                enterkeyhint="send" node_ref=field on:keydown=key
                placeholder=page.text(Locale::input)
            />
            <button type="submit" class="button" disabled=closed>{page.text(Locale::send)}</button>
            <button type="button" class="button" disabled=closed hidden=pipes
                title=page.text(Locale::interrupt) on:click=move |_| handle.press(Key::Interrupt)
            >
                "Ctrl-C"
            </button>
            <button type="button" class="button" disabled=closed
                title=page.text(Locale::end_input) on:click=move |_| handle.press(Key::EndInput)
            >
                {move || if pipes() { "EOF" } else { "Ctrl-D" }}
            </button>
        </form>
    }
}
