//! The status strip: where the run is, and after its end how it ended and what it used.

use leptos::prelude::*;
use protocol::{Outcome, RunState, Usage};

use super::Page;
use crate::client::{Fate, RunView};
use crate::i18n::{self, Locale};

/// The silence from which it is worth a word.
const QUIET_MS: u64 = 5_000;

/// The status strip.
#[component]
pub(super) fn Status(page: Page) -> impl IntoView {
    let state = move || known(&page.snapshot.read().run).map(RunState::name).unwrap_or_default();
    let tone = move || tone(&page.snapshot.read().run);
    let outcome = move || sentence(page.words(), &page.snapshot.read().run);
    let queue = move || match &page.snapshot.read().run {
        RunView::Known { queue: Some(queue), .. } => page.words().queue_place(*queue),
        _ => String::new(),
    };
    let elapsed = move || page.timing.get().elapsed.map(i18n::ticking).unwrap_or_default();
    let ended = move || known(&page.snapshot.read().run).is_some_and(RunState::is_terminal);
    let quiet = move || {
        let quiet = page.timing.get().quiet.filter(|quiet| *quiet > QUIET_MS);
        quiet.map(|quiet| page.words().quiet(&(quiet / 1_000).to_string())).unwrap_or_default()
    };
    let usage = move || {
        let run = &page.snapshot.read().run;
        let usage = known(run).and_then(RunState::end).map(|end| &end.usage).filter(|_| !is_lost(run));
        usage.map(|usage| usage_text(page.words(), usage)).unwrap_or_default()
    };
    let written = move || {
        let count = page.snapshot.read().written.as_ref().map(|written| written.files.len());
        count.map(|count| page.words().written(count)).unwrap_or_default()
    };
    view! {
        <footer class="status" aria-label=page.text(Locale::status)>
            <span class="badge" data-testid="state" data-state=state hidden=move || state().is_empty()>
                {move || state()}
            </span>
            <span class="outcome" data-testid="outcome" data-tone=tone>{move || outcome()}</span>
            <span data-testid="queue" hidden=move || queue().is_empty()>{move || queue()}</span>
            <span class="elapsed" data-testid="elapsed" hidden=move || elapsed().is_empty() || ended()>
                {move || elapsed()}
            </span>
            <span class="faint" data-testid="quiet" hidden=move || quiet().is_empty()>{move || quiet()}</span>
            <span class="usage" data-testid="usage">{move || usage()}</span>
            // Said aloud when it changes, which what ticks is not.
            <span class="visually-hidden" role="status">
                {move || format!("{} {} {} {}", state(), outcome(), queue(), written())}
            </span>
        </footer>
    }
}

fn known(run: &RunView) -> Option<&RunState> {
    match run {
        RunView::Known { state, .. } | RunView::Gone(state, _) => Some(state),
        RunView::None | RunView::Asked => None,
    }
}

fn is_lost(run: &RunView) -> bool {
    matches!(run, RunView::Gone(..))
}

fn sentence(words: Locale, run: &RunView) -> String {
    match run {
        RunView::None => words.before_first_run().into(),
        RunView::Asked => words.asked().into(),
        RunView::Known { stopping: true, .. } => words.stopping().into(),
        // Its place in the queue says more.
        RunView::Known { state: RunState::Ready, queue: Some(_), .. } => String::new(),
        RunView::Known { state, .. } => i18n::state(words, state),
        RunView::Gone(_, Fate::TakenOver) => words.taken_over().into(),
        RunView::Gone(_, Fate::Lost) => words.lost().into(),
    }
}

/// The colour of the sentence, which says the same.
fn tone(run: &RunView) -> &'static str {
    match known(run) {
        Some(RunState::Finished { outcome: Outcome::Exited { code: 0 }, .. }) => "good",
        Some(RunState::Finished { .. } | RunState::Timeout { .. }) => "bad",
        _ => "plain",
    }
}

fn usage_text(words: Locale, usage: &Usage) -> String {
    let mut parts = vec![format!("{} {}", words.wall(), i18n::duration(usage.wall_ms))];
    if let Some(cpu) = usage.cpu_ms {
        parts.push(format!("{} {}", words.cpu(), i18n::duration(cpu)));
    }
    if let Some(peak) = usage.memory_peak_bytes {
        parts.push(format!("{} {}", words.memory(), i18n::bytes(peak)));
    }
    if usage.memory_limit_hit {
        parts.push(words.memory_limit_hit().into());
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_names_what_the_host_told_and_no_more() {
        let all =
            Usage { wall_ms: 12, cpu_ms: Some(9), memory_peak_bytes: Some(8 << 20), memory_limit_hit: true };
        assert_eq!(
            usage_text(Locale::En, &all),
            "Time 12 ms · CPU 9 ms · Memory 8.0 MB · memory limit reached"
        );
        assert_eq!(usage_text(Locale::En, &Usage { wall_ms: 12, ..Usage::default() }), "Time 12 ms");
    }
}
