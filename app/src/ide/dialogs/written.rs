//! The files that the last program wrote.

use leptos::prelude::*;
use protocol::server::WrittenFile;

use super::{Handle, Page};
use crate::i18n::{self, Locale};

/// What a file that the program wrote is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    View,
    Download,
    Add,
}

/// A file that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Viewed {
    pub(crate) path: String,
    /// None where it is not text.
    pub(crate) text: Option<String>,
}

/// What is in the dialog: the list, or one of the files.
pub(super) fn written(page: Page, handle: Handle) -> AnyView {
    page.viewed.set(None);
    let content = move || match page.viewed.get() {
        Some(viewed) => view_of(page, handle, viewed),
        None => list(page, handle),
    };
    view! { <div aria-live="polite">{move || content()}</div> }.into_any()
}

fn list(page: Page, handle: Handle) -> AnyView {
    let written = page.snapshot.read_untracked().written.clone();
    let complete = written.as_ref().is_none_or(|written| written.complete);
    let rows = written.into_iter().flat_map(|written| written.files).map(|file| row(page, handle, file));
    view! {
        <ul class="written">{rows.collect_view()}</ul>
        <p class="muted">{(!complete).then(|| page.words().more_files())}</p>
    }
    .into_any()
}

fn row(page: Page, handle: Handle, file: WrittenFile) -> AnyView {
    let WrittenFile { path, bytes, readable } = file;
    let size = i18n::bytes(bytes);
    let actions = if readable {
        [Purpose::View, Purpose::Download, Purpose::Add]
            .map(|purpose| action(page, handle, &path, purpose))
            .into_iter()
            .collect_view()
            .into_any()
    } else {
        view! { <span class="muted">{page.text(Locale::file_too_big)}</span> }.into_any()
    };
    view! {
        <li class="written-file" data-path=path.clone()>
            <span class="written-name">{path.clone()}</span>
            <span class="muted">{size}</span>
            <span class="written-actions">{actions}</span>
        </li>
    }
    .into_any()
}

fn action(page: Page, handle: Handle, path: &str, purpose: Purpose) -> AnyView {
    let name = move || match purpose {
        Purpose::View => page.words().view(),
        Purpose::Download => page.words().download(),
        Purpose::Add => page.words().add_to_project(),
    };
    let (path, label) = (path.to_owned(), path.to_owned());
    view! {
        <button type="button" class="button small" aria-label=move || format!("{}: {label}", name())
            on:click=move |_| handle.read_written(&path, purpose)
        >
            {move || name()}
        </button>
    }
    .into_any()
}

fn view_of(page: Page, handle: Handle, viewed: Viewed) -> AnyView {
    let Viewed { path, text } = viewed;
    let content = match text {
        Some(text) => view! { <pre class="written-text" tabindex="0">{text}</pre> }.into_any(),
        None => view! { <p class="gallery-state">{page.text(Locale::not_text)}</p> }.into_any(),
    };
    let back = move |_| page.viewed.set(None);
    view! {
        <div class="written-head">
            <span class="written-name">{path.clone()}</span>
            <span class="written-actions">
                <button type="button" class="button small" on:click=back>{page.text(Locale::back)}</button>
                {action(page, handle, &path, Purpose::Download)}
                {action(page, handle, &path, Purpose::Add)}
            </span>
        </div>
        {content}
    }
    .into_any()
}
