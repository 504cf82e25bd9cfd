//! The tests that CI runs, in parts; each says what it does and how long it took.

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};

use crate::leaks::Before;
use crate::process::{command, find, heading, output, root, run};
use crate::{docker, e2e, failures, hostile, leptos, lint, notices, release, site, tidy, tools};

/// Options of `test`.
#[derive(Args)]
pub(crate) struct Options {
    /// Only these parts; all of them where none is named.
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// Also what takes too long for every change.
    #[arg(long)]
    full: bool,
}

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Part {
    /// Format and clippy.
    Lint,
    /// House rules and notices.
    Tidy,
    /// Tests that need no engine.
    Unit,
    /// The vendored browser modules are what editor/ makes.
    Editor,
    /// The launcher's and the server's tests on a Docker engine.
    Docker,
    /// The release binary runs alone.
    Release,
    /// Browser tests.
    E2e,
    /// cargo-leptos builds and serves.
    Leptos,
    /// What hostile input does, also what takes long, in Docker and in the browser; writes docs/security.md's table.
    /// Only where it is named: the other parts have its quick tests.
    Hostile,
}

impl Part {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn run(self, options: &Options) -> Result<()> {
        match self {
            Self::Lint => lint::lint(),
            Self::Tidy => tidy::tidy().and_then(|()| notices::check()),
            Self::Unit => unit(),
            Self::Editor => editor(),
            Self::Docker => on_docker(options.full),
            Self::Release => release::test(),
            Self::E2e => e2e::test(&[]).map_err(|error| e2e::explained(&error)),
            Self::Hostile => hostile::test(),
            Self::Leptos => leptos::test(),
        }
    }
}

/// Runs the parts, all of them even where one fails, and sums up.
pub(crate) fn test(options: &Options) -> ExitCode {
    let all: Vec<_> = Part::value_variants().iter().copied().filter(|part| *part != Part::Hostile).collect();
    let parts = if options.parts.is_empty() { &all } else { &options.parts };
    let before = Before::look();
    let mut results = BTreeMap::new();
    for (number, part) in parts.iter().enumerate() {
        heading(&format!("Part {} of {}: {}", number + 1, parts.len(), part.name()));
        results.insert((number, part.name()), timed(|| part.run(options)));
    }
    if parts.iter().any(|part| *part >= Part::Docker) {
        results.insert((parts.len(), "leaks".to_owned()), timed(|| before.check()));
    }
    sum_up(&results)
}

/// How a part went, and how long it took.
type Timed = (Result<()>, Duration);

fn timed(part: impl FnOnce() -> Result<()>) -> Timed {
    let start = Instant::now();
    let result = part();
    if let Err(error) = &result {
        eprintln!("\nfailed: {error:#}");
    }
    (result, start.elapsed())
}

/// Prints the table and the closing line.
fn sum_up(results: &BTreeMap<(usize, String), Timed>) -> ExitCode {
    heading("Summary");
    for ((_, name), (result, duration)) in results {
        let verdict =
            result.as_ref().map_or_else(|error| format!("FAILED: {error:#}"), |()| "passed".to_owned());
        println!("{name:<10} {:>6.1} s  {verdict}", duration.as_secs_f64());
    }
    let failed = results.values().filter(|(result, _)| result.is_err()).count();
    println!("\n{} passed, {failed} failed", results.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The tests that need no engine.
fn unit() -> Result<()> {
    cargo_tests(&[
        &["--package", "madang-protocol"],
        &["--package", "madang-launcher", "--lib", "--bins", "--test", "codec"],
        &["--package", "app", "--features", "ssr"],
        &["--package", "xtask"],
        &["--package", "server", "--lib"],
    ])
}

/// The tests in containers; the ones marked `ignore` are those that take too long for CI.
fn on_docker(full: bool) -> Result<()> {
    docker::ensure()?;
    docker::build_images()?;
    cargo_tests(&[
        &["--package", "madang-launcher", "--test", "containers"],
        &["--package", "server", "--test", "*"],
    ])?;
    if full {
        heading("Tests on Docker that take long");
        run(command(["cargo", "test", "--package", "server", "--test", "*", "--", "--ignored"])
            .env("RUST_TEST_THREADS", "1"))?;
    }
    Ok(())
}

/// Runs the tests of each selection, also after one that failed, so that one run tells of all failures.
fn cargo_tests(selections: &[&[&str]]) -> Result<()> {
    let mut failures = Vec::new();
    for selection in selections {
        heading(&format!("Tests: {}", selection.join(" ")));
        let failure = run(cargo_test().args(*selection)).err();
        failures.extend(failure.map(|error| format!("{error:#}{}", failures::take(&failures::of_nextest()))));
    }
    ensure!(failures.is_empty(), "{}", failures.join("; "));
    Ok(())
}

/// nextest where it is installed, else cargo's own; no failure keeps the other tests from running.
fn cargo_test() -> Command {
    if find("cargo-nextest").is_some() {
        return command(["cargo", "nextest", "run", "--no-tests=pass", "--no-fail-fast"]);
    }
    command(["cargo", "test", "--no-fail-fast"])
}

/// Makes the vendored modules anew, tests them and compares them with what is committed.
fn editor() -> Result<()> {
    tools::ensure_node()?;
    site::build_editor()?;
    run(command(["npm", "test"]).current_dir(root().join("editor")))?;
    let changed = output(&mut command(["git", "status", "--porcelain", "--", "public"]));
    ensure!(
        changed.as_deref() == Some(""),
        "public/ is not what editor/ makes; `cargo xtask editor` and commit: {changed:?}"
    );
    Ok(())
}
