//! The failing tests of a part by name and reason, for the summary: what a part printed may be far
//! above it. nextest and Playwright both leave XML as `JUnit` does.

use std::fs;
use std::path::{Path, PathBuf};

use roxmltree::{Document, Node};

use crate::process::root;

/// How many characters of a failure's reason the summary repeats; the whole of it is where it failed.
const REASON_CHARACTERS: usize = 1500;

/// How many failures the summary repeats.
const SHOWN: usize = 20;

/// The file that nextest writes, by `.config/nextest.toml`.
pub(crate) fn of_nextest() -> PathBuf {
    root().join("target/nextest/default/junit.xml")
}

/// The file that Playwright writes.
pub(crate) fn of_playwright() -> PathBuf {
    root().join("target/end2end-junit.xml")
}

/// What failed, as paragraphs that follow an error's first line; empty where nothing did or no file is
/// there. The file is removed, so that no later part tells of it again.
pub(crate) fn take(report: &Path) -> String {
    let text = fs::read_to_string(report).unwrap_or_default();
    let _ = fs::remove_file(report);
    let failures = read(&text);
    let more = failures.len().saturating_sub(SHOWN);
    let mut shown: Vec<_> = failures.into_iter().take(SHOWN).collect();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    shown.iter().flat_map(|failure| ["\n  ".to_owned(), failure.replace('\n', "\n    ")]).collect()
}

/// How a test went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    Failed,
}

/// Removes what an earlier run left, so that nobody takes it for what this one says.
pub(crate) fn forget(report: &Path) {
    // Where none is there, nothing is to be forgotten.
    let _ = fs::remove_file(report);
}

/// How each test of a report went that was run, by its name; nothing where no file is there.
pub(crate) fn outcomes(report: &Path) -> Vec<(String, Outcome)> {
    read_outcomes(&fs::read_to_string(report).unwrap_or_default())
}

fn read_outcomes(report: &str) -> Vec<(String, Outcome)> {
    let Ok(document) = Document::parse(report) else { return Vec::new() };
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    let run = cases.filter(|case| !case.children().any(|node| node.has_tag_name("skipped")));
    run.map(|case| {
        let outcome = if failure(case).is_some() { Outcome::Failed } else { Outcome::Passed };
        (case.attribute("name").unwrap_or_default().to_owned(), outcome)
    })
    .collect()
}

fn read(report: &str) -> Vec<String> {
    let Ok(document) = Document::parse(report) else { return Vec::new() };
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    cases.filter_map(|case| Some(describe(case, failure(case)?))).collect()
}

fn failure<'a>(case: Node<'a, 'a>) -> Option<Node<'a, 'a>> {
    case.children().find(|node| node.has_tag_name("failure") || node.has_tag_name("error"))
}

fn describe(case: Node, failure: Node) -> String {
    let words = ["classname", "name"].map(|attribute| case.attribute(attribute).unwrap_or_default());
    // Where in the program it was stands in the part's own output.
    let reason = failure.text().unwrap_or_default().split("stack backtrace:").next().unwrap_or_default();
    let reason: String = reason.trim().chars().take(REASON_CHARACTERS).collect();
    format!("{}\n{reason}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failing_tests_are_told_by_name_and_reason() {
        let report = r#"<testsuites><testsuite name="s">
            <testcase name="passes" classname="a"/>
            <testcase name="fails" classname="b"><failure type="t">expected &lt;1&gt;
got 2
stack backtrace: 0: main</failure><system-out>much</system-out></testcase>
            <testcase name="breaks" classname="c"><error>no server</error></testcase>
            </testsuite></testsuites>"#;
        assert_eq!(read(report), ["b fails\nexpected <1>\ngot 2", "c breaks\nno server"]);
        let report =
            report.replace("</testsuite>", r#"<testcase name="later"><skipped/></testcase></testsuite>"#);
        let (passed, failed) = (Outcome::Passed, Outcome::Failed);
        let expected = [("passes", passed), ("fails", failed), ("breaks", failed)];
        assert_eq!(read_outcomes(&report), expected.map(|(name, outcome)| (name.to_owned(), outcome)));
    }

    #[test]
    fn a_broken_report_tells_nothing() {
        assert!(read("<testsuites>").is_empty());
    }
}
