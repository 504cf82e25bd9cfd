//! The gallery: examples of every language, each of which opens as a project of its own.

use leptos::prelude::*;

use super::{Handle, Page};
use crate::backend::Example;
use crate::i18n::Locale;
use crate::project::Project;

/// The examples of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "browser"), expect(dead_code, reason = "the server asks itself for none"))]
pub(crate) enum Examples {
    /// They are on their way.
    Loading,
    /// They did not come.
    Failed,
    /// Here they are.
    Here(Vec<Example>),
}

/// What is in the dialog.
pub(super) fn gallery(page: Page, handle: Handle) -> AnyView {
    let language = RwSignal::new(page.language.get_untracked());
    let examples = RwSignal::new(Examples::Loading);
    let load = move || handle.load_examples(language, examples);
    load();
    let tab = move |(key, name): (String, String)| {
        // Without following it: the dialog is made once.
        let is_first = *language.read_untracked() == key;
        let chosen = {
            let key = key.clone();
            move || *language.read() == key
        };
        view! {
            <label class="segment">
                <input type="radio" name="gallery-language" class="visually-hidden" value=key.clone() autofocus=is_first
                    prop:checked=chosen
                    on:change=move |_| {
                        language.set(key.clone());
                        load();
                    }
                />
                {name}
            </label>
        }
        .into_any()
    };
    let languages = page
        .runtimes
        .with_value(|all| all.iter().map(|it| (it.language.clone(), it.name.clone())).collect::<Vec<_>>());
    let content = move || match examples.get() {
        Examples::Loading => view! { <p class="gallery-state">{page.words().loading()}</p> }.into_any(),
        Examples::Failed => failed(page, load),
        Examples::Here(examples) if examples.is_empty() => {
            view! { <p class="gallery-state">{page.words().no_examples()}</p> }.into_any()
        }
        Examples::Here(examples) => {
            let card = |example| card(page, handle, language.get_untracked(), example);
            view! { <ul class="gallery">{examples.into_iter().map(card).collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <p class="muted">{page.text(Locale::examples_hint)}</p>
        <fieldset class="segments gallery-languages">
            <legend class="visually-hidden">{page.text(Locale::language)}</legend>
            {languages.into_iter().map(tab).collect_view()}
        </fieldset>
        <div class="gallery-place" aria-live="polite">{move || content()}</div>
    }
    .into_any()
}

fn failed(page: Page, load: impl Fn() + 'static) -> AnyView {
    view! {
        <div class="gallery-state" role="alert">
            <p>{page.text(Locale::examples_failed)}</p>
            <button type="button" class="button" on:click=move |_| load()>{page.text(Locale::try_again)}</button>
        </div>
    }
    .into_any()
}

fn card(page: Page, handle: Handle, language: String, example: Example) -> AnyView {
    let words = StoredValue::new((example.title.clone(), example.about.clone()));
    let open = move |_| {
        let project = Project {
            name: example.title.get(page.locale.get_untracked()).to_owned(),
            language: language.clone(),
            entry: example.entry.clone(),
            files: example.files.clone(),
        };
        page.dialog.set(None);
        handle.open_project(project);
    };
    view! {
        <li>
            <button type="button" class="gallery-card" data-example=example.key.clone() on:click=open>
                <span class="gallery-title">{move || words.with_value(|(title, _)| title.get(page.locale.get()).to_owned())}</span>
                <span class="muted">{move || words.with_value(|(_, about)| about.get(page.locale.get()).to_owned())}</span>
            </button>
        </li>
    }
    .into_any()
}
