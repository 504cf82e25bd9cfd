//! One line about what is in the way, if anything is: the most important first.

use leptos::prelude::*;

use super::{Handle, Page};
use crate::client::{Connection, Service};
use crate::i18n::{self, Words};

/// What the banner is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    Reconnecting,
    EngineDown,
    Draining,
    IdleWarning,
    Refusal,
    InputFull,
}

/// The banner; nothing at all where there is nothing to say.
#[component]
pub(super) fn Banner(page: Page, handle: Handle) -> impl IntoView {
    let topic = Memo::new(move |_| {
        page.snapshot.with(|snapshot| {
            if snapshot.connection == Connection::Reconnecting {
                return Some(Topic::Reconnecting);
            }
            match snapshot.service {
                Service::EngineDown => return Some(Topic::EngineDown),
                Service::Draining => return Some(Topic::Draining),
                Service::Up => {}
            }
            snapshot
                .idle_ends_at
                .map(|_| Topic::IdleWarning)
                .or(snapshot.refusal.as_ref().map(|_| Topic::Refusal))
                .or(snapshot.input_full.then_some(Topic::InputFull))
        })
    });
    let text = move |topic| {
        let words = page.words();
        match topic {
            Topic::Reconnecting => words.reconnecting().to_owned(),
            Topic::EngineDown => words.engine_down().to_owned(),
            Topic::Draining => words.draining().to_owned(),
            Topic::IdleWarning => words.idle_warning(page.idle_ends_in.get().unwrap_or_default()),
            Topic::Refusal => page.snapshot.with(|snapshot| {
                snapshot.refusal.as_ref().map(|rejected| i18n::refusal(words, rejected)).unwrap_or_default()
            }),
            Topic::InputFull => words.input_full().to_owned(),
        }
    };
    view! {
        <div class="banner-place" role="status">
            {move || {
                topic.get().map(|topic| {
                    view! {
                        <div class="banner" data-testid="banner">
                            <span>{move || text(topic)}</span>
                            {(topic == Topic::IdleWarning).then(|| view! {
                                <button type="button" class="button" data-testid="keep-running"
                                    on:click=move |_| handle.keep_running()
                                >
                                    {page.text(Words::keep_running)}
                                </button>
                            })}
                        </div>
                    }
                })
            }}
        </div>
    }
}
