//! The commands that people and CI use on this source tree; `cargo xtask help` lists them.
//!
//! Each command names the steps it takes, checks that what a step needs is there, and installs or
//! starts it where it can. Read in this order:
//! - [`process`]: running other programs, with headings and deadlines.
//! - [`tools`]: what must be installed. [`docker`]: the engine and the base image.
//! - [`site`], [`wasm`] and [`style`]: the front end; [`profile`]: what of it comes first. [`build`]: the server with the front end inside.
//! - [`serve`], [`lint`], [`tidy`], [`notices`], [`e2e`], [`release`], [`leptos`], [`leaks`], [`hostile`],
//!   [`bench`]: one command or one part of the tests each; [`test`] runs the parts. [`soak`]: minutes of honest and
//!   hostile clients. [`rows`]: the table of what hostile input does. [`serving`] and [`http`] speak to a server under
//!   test.

mod bench;
mod build;
mod docker;
mod e2e;
mod failures;
mod hostile;
mod http;
mod leaks;
mod leptos;
mod lint;
mod notices;
mod process;
mod profile;
mod release;
mod rows;
mod serve;
mod serving;
mod site;
mod soak;
mod style;
mod test;
mod tidy;
mod tools;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Madang's tasks.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = false)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What can be done.
#[derive(Subcommand)]
enum Command {
    /// Build everything, start what it needs, and serve the page.
    Serve(serve::Options),
    /// Run the tests: all that CI runs, or only the parts named.
    Test(test::Options),
    /// Build `madang` with the page inside: target/debug/madang or target/release/madang.
    Build(build::Options),
    /// Build only the front end, into target/site.
    Site(site::Options),
    /// Build, list, save or load the languages' images: `cargo xtask images build`.
    Images(serve::ImagesOptions),
    /// Measure: `cargo xtask bench start`.
    Bench(bench::Options),
    /// Let honest and hostile clients at the server for minutes, and see what is left.
    Soak(soak::Options),
    /// Check format, lints and house rules.
    Lint,
    /// Make the vendored browser modules under public/ anew from editor/.
    Editor,
    /// Find anew which part of the front end a page needs to run a program: frontend/rest.txt.
    Profile,
    /// Make the pictures in docs/screenshots anew.
    Screenshots,
    /// Make the table of crates in THIRD-PARTY.md anew.
    Notices,
    /// Make the table of docs/security.md anew from the tests' names, with the results it has.
    Rows,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what was asked.
fn run(command: Command) -> Result<ExitCode> {
    std::env::set_current_dir(process::root())?;
    match command {
        Command::Serve(options) => serve::serve(&options)?,
        Command::Test(options) => return Ok(test::test(&options)),
        Command::Build(options) => build::build(options.profile())?,
        Command::Site(options) => site::build(options.profile())?,
        Command::Images(options) => serve::images(&options)?,
        Command::Bench(options) => bench::bench(&options)?,
        Command::Soak(options) => soak::soak(&options)?,
        Command::Lint => {
            lint::lint()?;
            tidy::tidy()?;
            notices::check()?;
        }
        Command::Editor => site::build_editor()?,
        Command::Profile => profile::profile()?,
        Command::Screenshots => e2e::screenshots()?,
        Command::Notices => notices::write()?,
        Command::Rows => hostile::refresh()?,
    }
    Ok(ExitCode::SUCCESS)
}
