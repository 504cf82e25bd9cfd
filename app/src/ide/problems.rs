//! What went wrong in the last run, as a list that leads there.

use leptos::prelude::*;

use super::{Handle, Page};
use crate::i18n::Locale;
use crate::icons;
use crate::problems::{Problem, Severity};

/// The list; nothing where nothing went wrong.
#[component]
pub(super) fn Problems(page: Page, handle: Handle) -> impl IntoView {
    let is_own = |problem: &&Problem| problem.severity != Severity::Info;
    let count = move || page.problems.read().iter().filter(is_own).count().to_string();
    let rows = move || {
        let problems = page.problems.get().into_iter();
        problems.map(|problem| row(page, handle, problem)).collect_view().into_any()
    };
    view! {
        <details class="problems" open=true hidden=move || page.problems.read().is_empty()>
            <summary>
                {icons::icon(icons::DOWN)}
                {page.text(Locale::problems)}
                <span class="count">{move || count()}</span>
            </summary>
            <ul>{move || rows()}</ul>
        </details>
    }
}

fn row(page: Page, handle: Handle, problem: Problem) -> AnyView {
    let severity = problem.severity;
    let place = problem.place();
    let message = problem.message.clone();
    let text = move || match severity {
        Severity::Info => page.words().on_the_way().to_owned(),
        Severity::Error | Severity::Warning => message.clone(),
    };
    view! {
        <li>
            <button type="button" class="problem" data-severity=severity.name()
                on:click=move |_| handle.go_to(&problem.path, problem.line, problem.column)
            >
                <bdi class="place">{place}</bdi>
                " "
                <bdi class="message">{move || text()}</bdi>
            </button>
        </li>
    }
    .into_any()
}
