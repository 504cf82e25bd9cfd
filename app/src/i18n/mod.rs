//! What the page says, in English and in Korean.
//!
//! The sentences stand in `words.json`, of which `typed-i18n` makes a method of [`Locale`] each when the page is compiled: one
//! that nobody wrote does not compile, and no table is fetched or parsed in the browser. What depends on a number or on a
//! value is chosen in `phrases`.

mod format;
mod locale;
mod phrases;

pub use format::{bytes, duration, ticking};
pub use locale::Locale;

use protocol::server::{RejectReason, Rejected};
use protocol::{Outcome, Phase, RunState};

/// One of the sentences, by its method: `Locale::run`.
pub type Sentence = fn(Locale) -> &'static str;

/// How a run ended, or what it is doing, in one sentence; empty where its state says it all.
pub fn state(words: Locale, state: &RunState) -> String {
    match state {
        RunState::Ready => words.preparing().into(),
        RunState::Running { phase: Phase::Compiling } => words.compiling().into(),
        RunState::Running { phase: Phase::Running } => String::new(),
        RunState::Finished { outcome, .. } => match outcome {
            Outcome::Exited { code } => words.exited(*code),
            Outcome::Signaled { signal } => words.signaled(signal),
            Outcome::OutOfMemory { limit_bytes } => words.out_of_memory(&(limit_bytes >> 20).to_string()),
            Outcome::OutputLimit => words.output_limit().into(),
            Outcome::CompileFailed { code } => words.compile_failed(&code.to_string()),
            Outcome::SystemError { message } => words.system_error(message),
        },
        RunState::Stopped { reason, .. } => words.stopped_by(*reason).into(),
        RunState::Timeout { clock, .. } => words.timed_out(*clock).into(),
    }
}

/// Why a request was refused, in one or two sentences.
pub fn refusal(words: Locale, rejected: &Rejected) -> String {
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
    use std::collections::{BTreeMap, BTreeSet};

    use protocol::{Clock, StopReason};

    use super::*;

    /// A sentence in each language, wherever it stands in `words.json`, and how it is found there.
    fn sentences(value: &serde_json::Value, path: &str, found: &mut Vec<(String, BTreeMap<String, String>)>) {
        let object = value.as_object().expect("an object of sentences");
        if object.values().all(serde_json::Value::is_string) {
            let texts = object.iter().map(|(tag, text)| (tag.clone(), text.as_str().unwrap().to_owned()));
            found.push((path.to_owned(), texts.collect()));
            return;
        }
        for (key, value) in object {
            sentences(value, &format!("{path}.{key}"), found);
        }
    }

    /// What a sentence is told: `name` of `Deleted %{name}`. A particle is grammar, which not every language has.
    fn places(text: &str) -> BTreeSet<&str> {
        let places = text.split("%{").skip(1).filter_map(|rest| rest.split_once('}'));
        places.map(|(name, _)| name).filter(|&name| name != "particle").collect()
    }

    #[test]
    fn every_sentence_is_there_in_every_language() {
        let mut found = Vec::new();
        sentences(&serde_json::from_str(include_str!("words.json")).unwrap(), "words", &mut found);
        assert!(found.len() > 100, "{} sentences", found.len());
        let tags = [Locale::En, Locale::Ko].map(Locale::tag);
        for (path, texts) in found {
            assert!(texts.keys().eq(tags), "{path} is not in each language, or in one that there is not");
            assert!(texts.values().all(|text| !text.trim().is_empty()), "{path} is empty");
            let mut told = texts.values().map(|text| places(text));
            let first = told.next();
            assert!(
                told.all(|places| Some(places) == first),
                "{path} does not tell the same in each language"
            );
        }
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
                ends.iter().map(|end| state(locale, end)).collect();
            assert_eq!(sentences.len(), ends.len(), "each end reads differently");
            assert!(sentences.iter().all(|sentence| !sentence.is_empty()));
        }
    }

    #[test]
    fn a_refusal_says_why_and_when_to_try_again() {
        let rejected =
            Rejected { reason: RejectReason::Busy, message: "queue full".into(), retry_after_ms: Some(1500) };
        assert_eq!(
            refusal(Locale::En, &rejected),
            "The server is busy and could not take your program. Try again in 2 seconds."
        );
        assert_eq!(
            refusal(Locale::Ko, &rejected),
            "서버가 바빠서 프로그램을 받지 못했습니다. 2초 뒤에 다시 시도해 주세요."
        );
    }
}
