//! Running the server from this source tree.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Result, anyhow};
use clap::Args;

use crate::build::{self, Profile};
use crate::docker;
use crate::process::{command, heading, run};

/// Options of `serve`.
#[derive(Args)]
pub(crate) struct Options {
    /// Optimised: takes longer to build.
    #[arg(long)]
    release: bool,
    /// Passed on to `madang serve`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Builds everything that is missing and becomes the server.
pub(crate) fn serve(options: &Options) -> Result<()> {
    let profile = Profile::from_flag(options.release);
    docker::ensure()?;
    build::build(profile)?;
    heading("Serving; the first start builds the languages' images, which takes some minutes");
    let error = Command::new(profile.binary()).arg("serve").args(&options.args).exec();
    Err(anyhow!(error).context("the server could not be started"))
}

/// Options of `images`.
#[derive(Args)]
pub(crate) struct ImagesOptions {
    /// Passed on to `madang images`: build, list, save FILE or load FILE.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    args: Vec<String>,
}

/// Runs `madang images`.
pub(crate) fn images(options: &ImagesOptions) -> Result<()> {
    docker::ensure()?;
    let mut madang = command(["cargo", "run", "--package", "server", "--", "images"]);
    run(madang.args(&options.args))
}
