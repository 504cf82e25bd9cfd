//! The server, with the front end inside.

use std::fmt;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::process::{command, heading, root, run};
use crate::site;

/// Whether things are built soon or well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Soon.
    Debug,
    /// Well.
    Release,
}

impl Profile {
    pub(crate) fn from_flag(release: bool) -> Self {
        if release { Self::Release } else { Self::Debug }
    }

    /// The server's binary.
    pub(crate) fn binary(self) -> PathBuf {
        root().join("target").join(self.to_string()).join("madang")
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Debug => "debug",
            Self::Release => "release",
        })
    }
}

/// Options of `build`.
#[derive(Args)]
pub(crate) struct Options {
    /// Optimised, with every asset inside: one file that runs anywhere.
    #[arg(long)]
    release: bool,
}

impl Options {
    pub(crate) fn profile(&self) -> Profile {
        Profile::from_flag(self.release)
    }
}

/// Builds the site, then the server that embeds it.
pub(crate) fn build(profile: Profile) -> Result<()> {
    site::build(profile)?;
    heading(&format!("Building the server ({profile})"));
    let mut cargo = command(["cargo", "build", "--package", "server", "--bin", "madang"]);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    run(&mut cargo)?;
    println!("\n{}", profile.binary().display());
    Ok(())
}
