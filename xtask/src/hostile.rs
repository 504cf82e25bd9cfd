//! The tests of what hostile input does, all of them, and the table that they make.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context as _, Result, bail, ensure};

use crate::failures::{self, Outcome};
use crate::process::{command, find, heading, root, run};
use crate::rows::{self, Proof, Results};
use crate::{docker, e2e, tidy};

/// Which tests these are, for nextest and for Playwright.
const NEXTEST_FILTER: &str = "test(/(^|::)row_[0-9]{2}_/)";
const PLAYWRIGHT_FILTER: &str = "row [0-9]{2}: ";

/// Runs them, the slow ones too, and writes the table of their results.
pub(crate) fn test() -> Result<()> {
    ensure!(
        find("cargo-nextest").is_some(),
        "only cargo-nextest tells how each test went; run: cargo install --locked cargo-nextest"
    );
    docker::ensure()?;
    docker::build_images()?;
    heading("Hostile programs, clients and hosts");
    let mut nextest = command(["cargo", "nextest", "run", "--run-ignored", "all", "--no-fail-fast"]);
    nextest.args(["--package", "madang-launcher", "--package", "server", "-E", NEXTEST_FILTER]);
    let report = failures::of_nextest();
    failures::forget(&report);
    let ran = run(&mut nextest);
    let mut outcomes = failures::outcomes(&report);
    let mut failed: Vec<String> =
        ran.err().map(|error| format!("{error:#}{}", failures::take(&report))).into_iter().collect();
    let report = failures::of_playwright();
    failures::forget(&report);
    let ran = e2e::test(&["--grep", PLAYWRIGHT_FILTER]);
    outcomes.extend(failures::outcomes(&report));
    failed.extend(ran.err().map(|error| format!("{error:#}{}", failures::take(&report))));
    write_table(|proofs, _| Ok(rows::in_words(&results(proofs, &outcomes))))?;
    if failed.is_empty() { Ok(()) } else { bail!("{}", failed.join("; ")) }
}

/// Makes the table anew from the tests that there are now, with the results of the last run.
pub(crate) fn refresh() -> Result<()> {
    write_table(|proofs, document| rows::earlier(document, proofs))
}

fn write_table(results: impl FnOnce(&[Proof], &str) -> Result<BTreeMap<u8, String>>) -> Result<()> {
    let proofs = rows::proofs(&tidy::source_files()?);
    let read =
        |path: &str| fs::read_to_string(root().join(path)).with_context(|| format!("{path} is missing"));
    let document = read(rows::DOCUMENT)?;
    let table = rows::table(&read(rows::LIST)?, &proofs, &results(&proofs, &document)?)?;
    fs::write(root().join(rows::DOCUMENT), rows::with_table(&document, &table)?)?;
    println!("  {} has the results of {} tests", rows::DOCUMENT, proofs.len());
    Ok(())
}

/// How the tests of each row went.
fn results(proofs: &[Proof], outcomes: &[(String, Outcome)]) -> BTreeMap<u8, Results> {
    let mut results = BTreeMap::<u8, Results>::new();
    for proof in proofs {
        let own: Vec<_> = outcomes
            .iter()
            .filter(|(name, _)| proof.is_reported_as(name))
            .map(|(_, outcome)| *outcome)
            .collect();
        let row = results.entry(proof.row).or_default();
        if own.contains(&Outcome::Failed) {
            row.failed += 1;
        } else if own.contains(&Outcome::Passed) {
            row.passed += 1;
        } else {
            row.unknown += 1;
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(name: &str) -> Proof {
        Proof { row: 1, name: name.into(), path: "a.rs".into(), line: 1 }
    }

    #[test]
    fn a_row_has_as_many_results_as_tests() {
        let proofs = ["row_01_a", "row_01_b", "row_01_c", "row 01: of ${it}"].map(proof);
        let outcomes = [
            ("m::row_01_a", Outcome::Passed),
            ("m::row_01_b", Outcome::Failed),
            ("row 01: of y", Outcome::Passed),
            ("row 01: of z", Outcome::Failed),
        ];
        let outcomes = outcomes.map(|(name, outcome)| (name.to_owned(), outcome));
        assert_eq!(results(&proofs, &outcomes)[&1], Results { passed: 1, failed: 2, unknown: 1 });
    }
}
