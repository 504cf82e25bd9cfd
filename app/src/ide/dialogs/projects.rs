//! The projects that this browser keeps.

use leptos::prelude::*;

use super::{Handle, Page};
use crate::i18n::Locale;
use crate::icons;
use crate::project::Project;

/// What the list says of a project.
#[derive(Clone, Debug)]
pub(crate) struct Recent {
    pub(crate) id: String,
    pub(crate) project: Project,
    /// When it was edited, as the visitor's clock and language have it.
    pub(crate) edited: String,
    /// Whether it is the one that is shown.
    pub(crate) shown: bool,
}

/// What is in the dialog.
pub(super) fn projects(page: Page, handle: Handle) -> AnyView {
    let recents = RwSignal::new(handle.recents());
    let name = page.project.read_untracked().name.clone();
    let list = move || {
        let rows = recents.get().into_iter().map(|recent| row(page, handle, recents, recent));
        rows.collect_view().into_any()
    };
    let none = move || if recents.read().is_empty() { page.words().no_projects() } else { "" };
    view! {
        <label class="field">
            <span>{page.words().project_name()}</span>
            <input id="project-name" type="text" autocomplete="off" maxlength="80" value=name
                placeholder=page.text(Locale::untitled)
                on:change:target=move |event| {
                    handle.name_project(&event.target().value());
                    recents.set(handle.recents());
                }
            />
        </label>
        <ul class="projects">{move || list()}</ul>
        <p class="muted">{move || none()}</p>
        <p class="muted">{page.words().kept_here()}</p>
    }
    .into_any()
}

fn row(page: Page, handle: Handle, recents: RwSignal<Vec<Recent>>, recent: Recent) -> AnyView {
    let Recent { id, project, edited, shown } = recent;
    let title =
        if project.name.is_empty() { page.words().untitled().to_owned() } else { project.name.clone() };
    let language = page.runtime(&project.language).map_or(project.language.clone(), |runtime| runtime.name);
    let details = format!("{language} · {} · {edited}", page.words().file_count(project.files.len()));
    let delete = page.words().delete_project(&title);
    let (open_id, delete_id) = (id.clone(), id);
    view! {
        <li class="project" aria-current=shown.then_some("true")>
            <button type="button" class="project-open" on:click=move |_| {
                handle.close_dialog();
                handle.open_kept(&open_id);
            }>
                <span class="project-title">{title}</span>
                <span class="muted">{details}</span>
            </button>
            <button type="button" class="icon-button" title=delete.clone() aria-label=delete disabled=shown on:click=move |_| {
                handle.delete_project(&delete_id);
                recents.set(handle.recents());
            }>
                {icons::icon(icons::BIN)}
            </button>
        </li>
    }
    .into_any()
}
