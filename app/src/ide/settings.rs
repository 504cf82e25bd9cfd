//! The settings, in a popover of the header. The browser opens and closes it.

use leptos::prelude::*;

use super::Page;
use crate::i18n::{Locale, Sentence};
use crate::icons;
use crate::settings::{FONT_SIZES, Settings};

/// A choice that is on or off: its sentence, its value, and how it is set.
type Flag = (Sentence, fn(Settings) -> bool, fn(&mut Settings, bool));

/// The button and what it opens.
#[component]
pub(super) fn SettingsMenu(page: Page) -> impl IntoView {
    let name = page.text(Locale::settings);
    let choice = move |kind: &'static str, (words, get, put): Flag| {
        view! {
            <label class="choice">
                <input type=kind name=kind prop:checked=move || get(page.settings.get())
                    on:change:target=move |event| {
                        let on = event.target().checked();
                        page.settings.update(|settings| put(settings, on));
                    }
                />
                <span>{page.text(words)}</span>
            </label>
        }
        .into_any()
    };
    let sizes = FONT_SIZES
        .map(|size| view! { <option value=size.to_string()>{format!("{size} px")}</option> }.into_any())
        .collect_view();
    view! {
        <button type="button" class="quiet-button" id="settings-button" popovertarget="settings"
            title=name aria-label=name
        >
            {icons::icon(icons::GEAR)}
        </button>
        <div class="settings" id="settings" popover="auto" role="dialog" aria-label=name>
            <fieldset>
                <legend>{page.text(Locale::run_in)}</legend>
                {choice("radio", (|words| words.terminal(), |is| !is.pipes, |is, on| is.pipes = !on))}
                {choice("radio", (|words| words.pipes(), |is| is.pipes, |is, on| is.pipes = on))}
                <p class="hint">{page.text(Locale::pipes_hint)}</p>
            </fieldset>
            {choice("checkbox", (|words| words.input_line(), |is| is.input_line, |is, on| is.input_line = on))}
            {choice(
                "checkbox",
                (|words| words.screen_reader(), |is| is.screen_reader, |is, on| is.screen_reader = on),
            )}
            {choice("checkbox", (|words| words.vim(), |is| is.vim, |is, on| is.vim = on))}
            <label class="choice size">
                <span>{page.text(Locale::font_size)}</span>
                <select id="font-size" autocomplete="off"
                    prop:value=move || {
                        page.settings.get().font_size.map(|size| size.to_string()).unwrap_or_default()
                    }
                    on:change:target=move |event| {
                        let size = event.target().value().parse().ok();
                        page.settings.update(|settings| settings.font_size = size);
                    }
                >
                    <option value="">{page.text(Locale::automatic)}</option>
                    {sizes}
                </select>
            </label>
        </div>
    }
}
