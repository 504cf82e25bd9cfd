//! The terminal's tools: buttons in its head, and the bar to find text.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::{Handle, Page, Step, Tool};
use crate::i18n::{Locale, Sentence};
use crate::icons;

/// A count from which matches are no longer counted.
const COUNT_MAX: i32 = 1000;

/// The buttons.
#[component]
pub(super) fn Tools(page: Page, handle: Handle) -> impl IntoView {
    let button =
        move |tool, shapes, name: Sentence| icon_button(shapes, page.text(name), move || handle.tool(tool));
    view! {
        <div class="tools" role="group" aria-label=page.text(Locale::tools)>
            {button(Tool::Find, icons::FIND, Locale::find)}
            {button(Tool::Copy, icons::COPY, Locale::copy_output)}
            {button(Tool::Download, icons::DOWNLOAD, Locale::download_output)}
            {button(Tool::Clear, icons::CLEAR, Locale::clear_terminal)}
        </div>
    }
}

/// The bar over the terminal, while something is looked for.
#[component]
pub(super) fn FindBar(page: Page, handle: Handle) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let find = move |step| handle.find(&text.get_untracked(), step);
    let count = move || {
        let (index, count) = page.found.get();
        match count {
            _ if text.read().is_empty() => String::new(),
            0 => page.words().no_match().into(),
            COUNT_MAX.. => format!("{index} / {COUNT_MAX}+"),
            _ => format!("{index} / {count}"),
        }
    };
    let key = move |event: KeyboardEvent| {
        match event.key().as_str() {
            // The one that ends a syllable is the input method's.
            "Enter" if event.is_composing() => return,
            "Enter" if event.shift_key() => find(Step::Previous),
            "Enter" => find(Step::Next),
            "Escape" => handle.tool(Tool::CloseFind),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="find" role="search" hidden=move || !page.finding.get()>
            <input id="find" type="text" autocomplete="off" spellcheck="false"
                aria-label=page.text(Locale::find) placeholder=page.text(Locale::find)
                on:input:target=move |event| {
                    text.set(event.target().value());
                    find(Step::Here);
                }
                on:keydown=key
            />
            <span class="find-count" role="status" data-testid="found">{move || count()}</span>
            {icon_button(icons::UP, page.text(Locale::find_previous), move || find(Step::Previous))}
            {icon_button(icons::DOWN, page.text(Locale::find_next), move || find(Step::Next))}
            {icon_button(icons::CROSS, page.text(Locale::close), move || handle.tool(Tool::CloseFind))}
        </div>
    }
}

fn icon_button(
    shapes: &'static str,
    name: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    act: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button type="button" class="icon-button" title=name aria-label=name on:click=move |_| act()>
            {icons::icon(shapes)}
        </button>
    }
    .into_any()
}
