//! The browser tests and benchmarks: real server, real Docker, real Chromium.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, anyhow};

use crate::build::{self, Profile};
use crate::process::{command, heading, root, run};
use crate::tools::{ensure_chromium, ensure_hangul, ensure_npm_packages};
use crate::{docker, failures};

/// Where the tests' servers keep their data; nothing of a session may be left there.
pub(crate) fn data_folder() -> PathBuf {
    root().join("target/end2end")
}

/// Runs the browser tests against the release binary: all, or those that Playwright's options choose.
pub(crate) fn test(options: &[&str]) -> Result<()> {
    let report = failures::of_playwright();
    let mut playwright = playwright(&["--reporter", "list,junit"])?;
    run(playwright.args(options).env("PLAYWRIGHT_JUNIT_OUTPUT_FILE", &report))
}

/// What failed of them, by name and reason.
pub(crate) fn explained(error: &anyhow::Error) -> anyhow::Error {
    anyhow!("{error:#}{}", failures::take(&failures::of_playwright()))
}

/// Measures what only a browser shows.
pub(crate) fn bench() -> Result<()> {
    run(&mut playwright(&["--config", "bench.config.ts", "--reporter", "line"])?)
}

/// Runs the module that tells which of its functions run, in the ways that `end2end/profile` has, and writes those down.
pub(crate) fn profile(instrumented: &Path) -> Result<()> {
    let mut playwright = playwright(&["--config", "profile.config.ts", "--reporter", "line"])?;
    run(playwright.env("MADANG_INSTRUMENTED", instrumented))
}

/// Photographs the main states of the page for the documents.
pub(crate) fn screenshots() -> Result<()> {
    let mut playwright = playwright(&["looks"])?;
    ensure_hangul()?;
    run(playwright.env("MADANG_SCREENSHOTS", root().join("docs/screenshots")))
}

/// Brings everything that Playwright needs, and returns the command that runs it with these options.
fn playwright(options: &[&str]) -> Result<Command> {
    docker::ensure()?;
    build::build(Profile::Release)?;
    let folder = root().join("end2end");
    ensure_npm_packages(&folder)?;
    let chromium = ensure_chromium()?;
    build_images(&Profile::Release.binary())?;
    heading("Types of the browser tests");
    run(command(["npm", "run", "check"]).current_dir(&folder))?;
    heading("In the browser");
    let mut playwright = command(["npm", "run", "test", "--"]);
    playwright.args(options).current_dir(folder);
    playwright.env("CHROMIUM", chromium);
    playwright.env("MADANG_BINARY", Profile::Release.binary());
    playwright.env("MADANG_END2END_DIR", data_folder());
    Ok(playwright)
}

/// Builds the languages' images, so that no test waits for them.
pub(crate) fn build_images(binary: &Path) -> Result<()> {
    heading("Building the languages' images, where they are missing (about 4 minutes for all)");
    run(Command::new(binary).args(["images", "build"]))
}
