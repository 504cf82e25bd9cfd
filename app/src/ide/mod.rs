//! The page's one island: editor, terminal and what is around them.

mod banner;
#[cfg(not(feature = "browser"))]
mod browserless;
mod dialogs;
mod files;
mod header;
mod input_line;
mod menu;
mod panes;
mod problems;
mod settings;
mod status;
mod toast;
mod tools;

use leptos::prelude::*;
use protocol::{Limits, Runtime};

use crate::backend::Offer;
#[cfg(feature = "browser")]
use crate::browser::{Handle, offer};
use crate::client::{Channel, Client, Snapshot, Timing};
use crate::command::MOD;
use crate::i18n::{Locale, Sentence};
use crate::preferences::Theme;
use crate::problems::Problem;
use crate::project::{NameError, Project};
use crate::settings::Settings;
use crate::shell::first_language;
#[cfg(not(feature = "browser"))]
use browserless::{Handle, offer};
pub(crate) use dialogs::{Examples, Link, PastRun, Purpose, Recent, Viewed};

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

/// A file that is about to get a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Naming {
    /// Its present path; none where it is new.
    pub(crate) from: Option<String>,
    /// What stands in the field at first.
    pub(crate) suggestion: String,
    /// Why it could not get the name that was given last.
    pub(crate) error: Option<NameError>,
}

/// What stands over the page and has to be closed before the page is used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "browser"), expect(dead_code, reason = "the server opens none"))]
pub(crate) enum Dialog {
    Gallery,
    Written,
    Projects,
    Share,
    Runs,
    Palette,
    Shortcuts,
}

/// A word about what was just done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    pub(crate) text: String,
    /// Whether it can be undone.
    pub(crate) undo: bool,
}

/// What the components share. All of it is signals, so a copy is as good as the original.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) runtimes: StoredValue<Vec<Runtime>>,
    pub(crate) locale: RwSignal<Locale>,
    pub(crate) theme: RwSignal<Theme>,
    #[cfg_attr(not(feature = "browser"), expect(dead_code, reason = "the server changes no project"))]
    pub(crate) limits: StoredValue<Limits>,
    /// The chosen runtime's key.
    pub(crate) language: RwSignal<String>,
    /// The project. The text of the file that is being edited is behind: `Driver::sync` brings it up.
    pub(crate) project: RwSignal<Project>,
    /// The path of the file that is shown.
    pub(crate) open: RwSignal<String>,
    /// The file that is about to get a name.
    pub(crate) naming: RwSignal<Option<Naming>>,
    pub(crate) toast: RwSignal<Option<Toast>>,
    pub(crate) dialog: RwSignal<Option<Dialog>>,
    /// The file that is looked at of those that the program wrote.
    pub(crate) viewed: RwSignal<Option<Viewed>>,
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
    /// What went wrong in the last run.
    pub(crate) problems: RwSignal<Vec<Problem>>,
    /// The address of the link under the pointer, or nothing.
    pub(crate) link: RwSignal<String>,
    /// Whether commands have Cmd and not Ctrl.
    pub(crate) apple: bool,
    /// Whether the page can be used: editor and terminal are there.
    pub(crate) live: RwSignal<bool>,
}

impl Page {
    fn new(offer: Offer) -> Self {
        let language = first_language(&offer);
        let runtime = offer.runtimes.iter().find(|runtime| runtime.language == language);
        let project = runtime.map(Project::example).unwrap_or_default();
        Self {
            limits: StoredValue::new(offer.limits),
            open: RwSignal::new(project.entry.clone()),
            project: RwSignal::new(project),
            naming: RwSignal::new(None),
            toast: RwSignal::new(None),
            dialog: RwSignal::new(None),
            viewed: RwSignal::new(None),
            locale: RwSignal::new(offer.preferences.locale),
            theme: RwSignal::new(offer.preferences.theme),
            language: RwSignal::new(language),
            runtimes: StoredValue::new(offer.runtimes),
            pane: RwSignal::new(Pane::Editor),
            split: RwSignal::new(50),
            snapshot: RwSignal::new(Client::new().snapshot()),
            timing: RwSignal::new(Timing::default()),
            idle_ends_in: RwSignal::new(None),
            settings: RwSignal::new(Settings::default()),
            finding: RwSignal::new(false),
            found: RwSignal::new((0, 0)),
            problems: RwSignal::new(Vec::new()),
            link: RwSignal::new(String::new()),
            apple: offer.preferences.apple,
            live: RwSignal::new(false),
        }
    }

    /// The sentences of the language that the page is shown in.
    pub(crate) fn words(self) -> Locale {
        self.locale.get()
    }

    /// A sentence that follows the language. All of them are closures of one type, so that their code is there once:
    /// `page.text(Locale::run)`.
    pub(crate) fn text(self, sentence: Sentence) -> impl Fn() -> &'static str + Copy + Send + Sync {
        move || sentence(self.words())
    }

    /// A key as this visitor's keyboard names it.
    pub(crate) fn key(self, key: &'static str) -> &'static str {
        match key {
            MOD if self.apple => "\u{2318}",
            MOD => "Ctrl",
            key => key,
        }
    }

    /// The runtime with this key.
    pub(crate) fn runtime(self, language: &str) -> Option<Runtime> {
        self.runtimes.with_value(|all| all.iter().find(|runtime| runtime.language == language).cloned())
    }

    /// Whether the program has pipes, or the next one will.
    pub(crate) fn pipes(self) -> bool {
        let next = self.settings.get().pipes;
        let now = self.snapshot.read();
        if now.can_stop { now.channel == Channel::Pipes } else { next }
    }

    /// Whether there is a line below the terminal to type into.
    pub(crate) fn input_line(self) -> bool {
        self.settings.get().input_line || self.pipes()
    }

    /// Says what was just done.
    #[cfg_attr(not(feature = "browser"), expect(dead_code, reason = "nothing is done on the server"))]
    pub(crate) fn say(self, text: impl Into<String>, undo: bool) {
        self.toast.set(Some(Toast { text: text.into(), undo }));
    }
}

/// The IDE, made of what the page offers.
#[island]
pub fn Ide() -> impl IntoView {
    let Some(offer) = offer() else { return ().into_any() };
    let page = Page::new(offer);
    let handle = Handle::new(page);
    view! {
        <div class="ide" data-pane=move || page.pane.get().name()
            data-layout=move || if page.settings.get().rows { "rows" } else { "columns" }
        >
            // As one type they would be deeper than the compiler looks.
            {view! { <header::Header page handle /> }.into_any()}
            {view! { <banner::Banner page handle /> }.into_any()}
            {view! { <panes::Panes page handle /> }.into_any()}
            {view! { <status::Status page /> }.into_any()}
            {view! { <toast::Toasts page handle /> }.into_any()}
            {view! { <dialogs::Dialogs page handle /> }.into_any()}
        </div>
    }
    .into_any()
}
