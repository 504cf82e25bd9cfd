//! The runs of this tab.

use leptos::prelude::*;
use protocol::{RunState, json_struct};

use super::{Handle, Page};
use crate::i18n;

/// A run that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PastRun {
    /// When it ended, in milliseconds since 1970.
    pub(crate) at: u64,
    /// What was run.
    pub(crate) title: String,
    /// The runtime's key.
    pub(crate) language: String,
    /// How it ended.
    pub(crate) state: RunState,
}

json_struct!(PastRun { at, title, language, state });

/// What is in the dialog.
pub(super) fn runs(page: Page, handle: Handle) -> AnyView {
    let words = page.words();
    let runs = handle.past_runs();
    let none = runs.is_empty().then(|| words.before_first_run());
    let rows = runs.into_iter().map(|run| {
        let name = page.runtime(&run.language).map_or(run.language, |runtime| runtime.name);
        let took = run.state.end().map(|end| i18n::duration(end.usage.wall_ms));
        let state = run.state.name();
        view! {
            <li class="past-run">
                <span class="badge" data-state=state>{state}</span>
                <span class="past-title">{run.title} " " <span class="muted">{name}</span></span>
                <span class="past-outcome">{i18n::state(words, &run.state)}</span>
                <span class="muted">{took}</span>
                <time class="muted">{handle.date(run.at)}</time>
            </li>
        }
        .into_any()
    });
    view! {
        <ol class="past-runs">{rows.collect_view()}</ol>
        <p class="muted">{none}</p>
    }
    .into_any()
}
