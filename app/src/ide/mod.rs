//! The page's one island: editor, terminal and what is around them.

mod banner;
#[cfg(not(feature = "browser"))]
mod browserless;
mod header;
mod input_line;
mod panes;
mod settings;
mod status;
mod tools;

use leptos::prelude::*;
use protocol::Runtime;

use crate::backend::Offer;
#[cfg(feature = "browser")]
use crate::browser::{Handle, offer};
use crate::client::{Channel, Client, Snapshot, Timing};
use crate::i18n::{Locale, Sentence, Words};
use crate::preferences::Theme;
use crate::settings::Settings;
use crate::shell::first_language;
#[cfg(not(feature = "browser"))]
use browserless::{Handle, offer};

/// Which half a phone shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    Editor,
    Terminal,
}

impl Pane {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Terminal => "terminal",
        }
    }
}

/// What can be done with what stands in the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Find,
    CloseFind,
    Copy,
    Download,
    Clear,
}

/// Which match is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// From where the last one stands, as the text is still typed.
    Here,
    Next,
    Previous,
}

/// The keys of the input line, for those who have no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Interrupt,
    EndInput,
}

/// What the components share. All of it is signals, so a copy is as good as the original.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) runtimes: StoredValue<Vec<Runtime>>,
    pub(crate) locale: RwSignal<Locale>,
    pub(crate) theme: RwSignal<Theme>,
    /// The chosen runtime's key.
    pub(crate) language: RwSignal<String>,
    pub(crate) pane: RwSignal<Pane>,
    /// The editor's share of the panes, in percent.
    pub(crate) split: RwSignal<u8>,
    pub(crate) snapshot: RwSignal<Snapshot>,
    pub(crate) timing: RwSignal<Timing>,
    /// The seconds until the idle clock runs out, while there is a warning.
    pub(crate) idle_ends_in: RwSignal<Option<u64>>,
    pub(crate) settings: RwSignal<Settings>,
    /// Whether the bar to find text is open.
    pub(crate) finding: RwSignal<bool>,
    /// Which of how many matches was found.
    pub(crate) found: RwSignal<(i32, i32)>,
    /// The address of the link under the pointer, or nothing.
    pub(crate) link: RwSignal<String>,
    /// Whether the page can be used: editor and terminal are there.
    pub(crate) live: RwSignal<bool>,
}

impl Page {
    fn new(offer: Offer) -> Self {
        Self {
            locale: RwSignal::new(offer.preferences.locale),
            theme: RwSignal::new(offer.preferences.theme),
            language: RwSignal::new(first_language(&offer)),
            runtimes: StoredValue::new(offer.runtimes),
            pane: RwSignal::new(Pane::Editor),
            split: RwSignal::new(50),
            snapshot: RwSignal::new(Client::new().snapshot()),
            timing: RwSignal::new(Timing::default()),
            idle_ends_in: RwSignal::new(None),
            settings: RwSignal::new(Settings::default()),
            finding: RwSignal::new(false),
            found: RwSignal::new((0, 0)),
            link: RwSignal::new(String::new()),
            live: RwSignal::new(false),
        }
    }

    /// The sentences of the language that the page is shown in.
    pub(crate) fn words(self) -> &'static dyn Words {
        self.locale.get().words()
    }

    /// A sentence that follows the language. All of them are closures of one type, so that their code is there once:
    /// `page.say(Words::run)`.
    pub(crate) fn say(self, sentence: Sentence) -> impl Fn() -> &'static str + Copy + Send + Sync {
        move || sentence(self.words())
    }

    /// The runtime with this key.
    pub(crate) fn runtime(self, language: &str) -> Option<Runtime> {
        self.runtimes.with_value(|all| all.iter().find(|runtime| runtime.language == language).cloned())
    }

    /// Whether the program has pipes, or the next one will.
    pub(crate) fn pipes(self) -> bool {
        let next = self.settings.get().pipes;
        self.snapshot.with(|now| if now.can_stop { now.channel == Channel::Pipes } else { next })
    }

    /// Whether there is a line below the terminal to type into.
    pub(crate) fn input_line(self) -> bool {
        self.settings.get().input_line || self.pipes()
    }

    /// The chosen runtime's entry file.
    fn entry(self) -> String {
        self.runtime(&self.language.get()).map(|runtime| runtime.entry).unwrap_or_default()
    }
}

/// The IDE, made of what the page offers.
#[island]
pub fn Ide() -> impl IntoView {
    let Some(offer) = offer() else { return ().into_any() };
    let page = Page::new(offer);
    let handle = Handle::new(page);
    view! {
        <div class="ide" data-pane=move || page.pane.get().name()>
            // As one type they would be deeper than the compiler looks.
            {view! { <header::Header page handle /> }.into_any()}
            {view! { <banner::Banner page handle /> }.into_any()}
            {view! { <panes::Panes page handle /> }.into_any()}
            {view! { <status::Status page /> }.into_any()}
        </div>
        <noscript>
            <p class="unavailable">{page.locale.get_untracked().words().needs_script()}</p>
        </noscript>
    }
    .into_any()
}
