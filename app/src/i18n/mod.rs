//! What the page says, in English and in Korean.
//!
//! A trait with one method a sentence, and one implementation a language: a sentence that lacks in
//! one of them does not compile, numbers are placed by the language itself, and no table is fetched or
//! parsed in the browser.

/// A method for each sentence that is always the same.
macro_rules! sentences {
    ($($name:ident: $text:literal,)*) => {
        $(fn $name(&self) -> &'static str {
            $text
        })*
    };
}

mod english;
mod format;
mod korean;

pub use english::English;
pub use format::{bytes, duration, ticking};
pub use korean::Korean;

use protocol::server::{QueuePosition, RejectReason, Rejected};
use protocol::{Clock, Outcome, Phase, RunState, StopReason, json_names};
use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::project::NameError;

/// The languages that the page speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

json_names!(Locale { "en" => En, "ko" => Ko });

impl Locale {
    /// Its tag, for `lang` attributes and the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// The locale with this tag; `ko-KR` is Korean, too.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "ko" => Some(Self::Ko),
            _ => None,
        }
    }

    /// The one that the switch leads to.
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::Ko,
            Self::Ko => Self::En,
        }
    }

    /// Its sentences.
    pub fn words(self) -> &'static dyn Words {
        match self {
            Self::En => &English,
            Self::Ko => &Korean,
        }
    }
}

/// The sentences.
#[allow(missing_docs, reason = "each method is named after what it says")]
pub trait Words: Sync {
    fn title(&self) -> &'static str;
    fn description(&self) -> &'static str;
    /// The name of the language itself, for the switch that leads here.
    fn own_name(&self) -> &'static str;
    fn run(&self) -> &'static str;
    fn stop(&self) -> &'static str;
    fn language(&self) -> &'static str;
    fn theme(&self) -> &'static str;
    fn theme_light(&self) -> &'static str;
    fn theme_dark(&self) -> &'static str;
    fn theme_system(&self) -> &'static str;
    fn editor(&self) -> &'static str;
    fn terminal(&self) -> &'static str;
    fn panes(&self) -> &'static str;
    fn divider(&self) -> &'static str;
    fn status(&self) -> &'static str;
    fn hint_start(&self) -> &'static str;
    fn hint_interact(&self) -> &'static str;
    fn hint_focus(&self) -> &'static str;
    fn tools(&self) -> &'static str;
    fn find(&self) -> &'static str;
    fn find_next(&self) -> &'static str;
    fn find_previous(&self) -> &'static str;
    fn no_match(&self) -> &'static str;
    fn close(&self) -> &'static str;
    fn copy_output(&self) -> &'static str;
    fn download_output(&self) -> &'static str;
    fn clear_terminal(&self) -> &'static str;
    fn input(&self) -> &'static str;
    fn send(&self) -> &'static str;
    fn interrupt(&self) -> &'static str;
    fn end_input(&self) -> &'static str;
    fn settings(&self) -> &'static str;
    fn run_in(&self) -> &'static str;
    fn pipes(&self) -> &'static str;
    fn pipes_hint(&self) -> &'static str;
    fn input_line(&self) -> &'static str;
    fn screen_reader(&self) -> &'static str;
    fn vim(&self) -> &'static str;
    fn font_size(&self) -> &'static str;
    fn automatic(&self) -> &'static str;
    fn problems(&self) -> &'static str;
    fn on_the_way(&self) -> &'static str;
    fn no_languages(&self) -> &'static str;
    fn needs_script(&self) -> &'static str;
    fn not_started(&self) -> &'static str;
    fn reload(&self) -> &'static str;

    fn commands(&self) -> &'static str;
    fn shortcuts(&self) -> &'static str;
    fn projects(&self) -> &'static str;
    fn project_menu(&self) -> &'static str;
    fn files(&self) -> &'static str;
    fn file_menu(&self) -> &'static str;
    fn new_file(&self) -> &'static str;
    fn file_name(&self) -> &'static str;
    fn entry_mark(&self) -> &'static str;
    fn undo(&self) -> &'static str;
    fn last_file(&self) -> &'static str;
    fn forked(&self) -> &'static str;
    fn not_kept(&self) -> &'static str;
    fn project_reset(&self) -> &'static str;
    fn project_name(&self) -> &'static str;
    fn untitled(&self) -> &'static str;
    fn no_projects(&self) -> &'static str;
    fn kept_here(&self) -> &'static str;
    fn keys_complete(&self) -> &'static str;
    fn keys_search(&self) -> &'static str;
    fn keys_comment(&self) -> &'static str;
    fn keys_next_same(&self) -> &'static str;
    fn keys_leave_editor(&self) -> &'static str;
    fn command(&self, command: Command) -> &'static str;
    fn name_error(&self, error: NameError) -> &'static str;
    fn deleted(&self, name: &str) -> String;
    fn delete_project(&self, name: &str) -> String;
    fn file_count(&self, count: usize) -> String;

    fn share(&self) -> &'static str;
    fn runs(&self) -> &'static str;
    fn making_link(&self) -> &'static str;
    fn copy_link(&self) -> &'static str;
    fn copied(&self) -> &'static str;
    fn link_holds(&self) -> &'static str;
    fn link_opened(&self) -> &'static str;
    fn link_broken(&self) -> &'static str;
    fn offline(&self) -> &'static str;
    fn not_read(&self) -> &'static str;
    fn file_not_text(&self) -> &'static str;
    fn upload_too_large(&self, most: &str) -> String;
    fn link_language(&self, language: &str) -> String;
    fn link_too_long(&self, thousands: usize, most: usize) -> String;
    fn link_long(&self, thousands: usize) -> String;

    fn examples(&self) -> &'static str;
    fn examples_hint(&self) -> &'static str;
    fn loading(&self) -> &'static str;
    fn no_examples(&self) -> &'static str;
    fn examples_failed(&self) -> &'static str;
    fn try_again(&self) -> &'static str;
    fn files_written(&self) -> &'static str;
    fn view(&self) -> &'static str;
    fn download(&self) -> &'static str;
    fn add_to_project(&self) -> &'static str;
    fn file_too_big(&self) -> &'static str;
    fn not_text(&self) -> &'static str;
    fn file_gone(&self) -> &'static str;
    fn file_offline(&self) -> &'static str;
    fn more_files(&self) -> &'static str;
    fn back(&self) -> &'static str;
    fn reconnect(&self) -> &'static str;
    fn added(&self, name: &str) -> String;
    fn written(&self, count: usize) -> String;

    fn before_first_run(&self) -> &'static str;
    fn asked(&self) -> &'static str;
    fn preparing(&self) -> &'static str;
    fn queued(&self, queue: QueuePosition) -> String;
    fn compiling(&self) -> &'static str;
    fn stopping(&self) -> &'static str;
    fn quiet(&self, seconds: u64) -> String;
    fn taken_over(&self) -> &'static str;
    fn lost(&self) -> &'static str;

    fn exited(&self, code: i32) -> String;
    fn signaled(&self, signal: &str) -> String;
    fn out_of_memory(&self, limit_mib: u64) -> String;
    fn output_limit(&self) -> &'static str;
    fn compile_failed(&self, code: i32) -> String;
    fn system_error(&self, message: &str) -> String;
    fn stopped_by(&self, reason: StopReason) -> &'static str;
    fn timed_out(&self, clock: Clock) -> &'static str;
    fn memory_limit_hit(&self) -> &'static str;

    fn wall(&self) -> &'static str;
    fn cpu(&self) -> &'static str;
    fn memory(&self) -> &'static str;

    fn reconnecting(&self) -> &'static str;
    fn engine_down(&self) -> &'static str;
    fn draining(&self) -> &'static str;
    fn input_full(&self) -> &'static str;
    fn idle_warning(&self, seconds: u64) -> String;
    fn keep_running(&self) -> &'static str;
    fn missing_output(&self, amount: &str) -> String;
    fn reject_reason(&self, reason: RejectReason) -> &'static str;
    fn retry_after(&self, seconds: u64) -> String;
}

/// One of the sentences, by its method: `Words::run`.
pub type Sentence = fn(&(dyn Words + 'static)) -> &'static str;

/// How a run ended, or what it is doing, in one sentence; empty where its state says it all.
pub fn state(words: &dyn Words, state: &RunState) -> String {
    match state {
        RunState::Ready => words.preparing().into(),
        RunState::Running { phase: Phase::Compiling } => words.compiling().into(),
        RunState::Running { phase: Phase::Running } => String::new(),
        RunState::Finished { outcome, .. } => match outcome {
            Outcome::Exited { code } => words.exited(*code),
            Outcome::Signaled { signal } => words.signaled(signal),
            Outcome::OutOfMemory { limit_bytes } => words.out_of_memory(limit_bytes >> 20),
            Outcome::OutputLimit => words.output_limit().into(),
            Outcome::CompileFailed { code } => words.compile_failed(*code),
            Outcome::SystemError { message } => words.system_error(message),
        },
        RunState::Stopped { reason, .. } => words.stopped_by(*reason).into(),
        RunState::Timeout { clock, .. } => words.timed_out(*clock).into(),
    }
}

/// Why a request was refused, in one or two sentences.
pub fn refusal(words: &dyn Words, rejected: &Rejected) -> String {
    let mut text = words.reject_reason(rejected.reason).to_owned();
    // What is wrong with a request only the server can say.
    if rejected.reason == RejectReason::Invalid && !rejected.message.is_empty() {
        text = format!("{text} {}", rejected.message);
    }
    if let Some(wait) = rejected.retry_after_ms {
        text = format!("{text} {}", words.retry_after(wait.div_ceil(1000).max(1)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_a_region_is_its_language() {
        assert_eq!(Locale::from_tag("ko-KR"), Some(Locale::Ko));
        assert_eq!(Locale::from_tag("EN"), Some(Locale::En));
        assert_eq!(Locale::from_tag("fr"), None);
    }

    #[test]
    fn every_end_is_a_sentence_in_both_languages() {
        let end = protocol::state::End::default();
        let outcomes = [
            Outcome::Exited { code: 0 },
            Outcome::Exited { code: 3 },
            Outcome::Signaled { signal: "SIGSEGV".into() },
            Outcome::OutOfMemory { limit_bytes: 256 << 20 },
            Outcome::OutputLimit,
            Outcome::CompileFailed { code: 1 },
            Outcome::SystemError { message: "image missing".into() },
        ];
        let mut ends: Vec<RunState> =
            outcomes.map(|outcome| RunState::Finished { outcome, end: end.clone() }).into();
        ends.extend(
            [StopReason::User, StopReason::Disconnected, StopReason::Shutdown]
                .map(|reason| RunState::Stopped { reason, end: end.clone() }),
        );
        ends.extend(
            [Clock::Compile, Clock::Cpu, Clock::Idle, Clock::Wall]
                .map(|clock| RunState::Timeout { clock, end: end.clone() }),
        );
        for locale in [Locale::En, Locale::Ko] {
            let sentences: std::collections::BTreeSet<_> =
                ends.iter().map(|end| state(locale.words(), end)).collect();
            assert_eq!(sentences.len(), ends.len(), "each end reads differently");
            assert!(sentences.iter().all(|sentence| !sentence.is_empty()));
        }
    }

    #[test]
    fn a_refusal_says_why_and_when_to_try_again() {
        let rejected =
            Rejected { reason: RejectReason::Busy, message: "queue full".into(), retry_after_ms: Some(1500) };
        assert_eq!(
            refusal(&English, &rejected),
            "The server is busy and could not take your program. Try again in 2 seconds."
        );
        assert_eq!(
            refusal(&Korean, &rejected),
            "서버가 바빠서 프로그램을 받지 못했습니다. 2초 뒤에 다시 시도해 주세요."
        );
    }
}
