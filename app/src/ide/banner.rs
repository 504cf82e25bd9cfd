//! One line about what is in the way, if anything is: the most important first.

use leptos::prelude::*;
use protocol::server::RejectReason;

use super::{Handle, Page};
use crate::client::{Connection, Service};
use crate::{i18n, icons};

/// What the banner is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    Crowded,
    Reconnecting,
    EngineDown,
    Draining,
    IdleWarning,
    Refusal,
    InputFull,
}

impl Topic {
    const fn icon(self) -> &'static str {
        match self {
            Self::Reconnecting | Self::Crowded => icons::PLUG,
            Self::IdleWarning => icons::CLOCK,
            Self::EngineDown | Self::Draining | Self::Refusal | Self::InputFull => icons::WARNING,
        }
    }
}

/// The banner; nothing at all where there is nothing to say.
#[component]
pub(super) fn Banner(page: Page, handle: Handle) -> impl IntoView {
    let topic = Memo::new(move |_| {
        let snapshot = page.snapshot.read();
        if snapshot.is_crowded_out() {
            return Some(Topic::Crowded);
        }
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
    });
    let text = move |topic| {
        let words = page.words();
        match topic {
            Topic::Reconnecting => words.reconnecting().to_owned(),
            Topic::EngineDown => words.engine_down().to_owned(),
            Topic::Draining => words.draining().to_owned(),
            Topic::IdleWarning => {
                words.idle_warning(&page.idle_ends_in.get().unwrap_or_default().to_string())
            }
            Topic::Refusal | Topic::Crowded => {
                let refusal = &page.snapshot.read().refusal;
                refusal.as_ref().map(|rejected| i18n::refusal(words, rejected)).unwrap_or_default()
            }
            Topic::InputFull => words.input_full().to_owned(),
        }
    };
    view! {
        <div class="banner-place" role="status">
            {move || {
                let banner = topic.get().map(|topic| {
                    view! {
                        <div class="banner" data-testid="banner">
                            {icons::icon(topic.icon())}
                            <span>{move || text(topic)}</span>
                            {action(page, handle, topic)}
                        </div>
                    }
                    .into_any()
                });
                banner.into_any()
            }}
        </div>
    }
}

/// What can be done about it, where anything can.
fn action(page: Page, handle: Handle, topic: Topic) -> AnyView {
    let reason = page.snapshot.read_untracked().refusal.as_ref().map(|refusal| refusal.reason);
    // What was wrong with a request is wrong the next time, too.
    let again = !matches!(reason, Some(RejectReason::Invalid | RejectReason::UnknownSession));
    let (id, act): (_, fn(Handle)) = match topic {
        Topic::IdleWarning => ("keep-running", Handle::keep_running),
        Topic::Reconnecting | Topic::Crowded => ("reconnect", Handle::reconnect),
        Topic::Refusal if again => ("run-again", Handle::run),
        _ => return ().into_any(),
    };
    let name = move || match topic {
        Topic::IdleWarning => page.words().keep_running(),
        Topic::Reconnecting | Topic::Crowded => page.words().reconnect(),
        _ => page.words().try_again(),
    };
    view! {
        <button type="button" class="button small" data-testid=id on:click=move |_| act(handle)>{move || name()}</button>
    }
    .into_any()
}
