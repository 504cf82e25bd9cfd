//! What the `madang` binary does, a file for each of its commands.

mod images;
mod serve;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::config::{Config, Layers};

/// A self-hosted web IDE: programs run in a fresh, locked-down container each.
#[derive(Parser)]
#[command(name = "madang", version)]
pub struct Cli {
    /// A file with settings; flags and variables are stronger.
    #[arg(long, global = true, env = "MADANG_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the IDE. What `madang` does where no command is named.
    Serve(Box<Layers>),
    /// Look after the runners' images.
    Images {
        #[command(subcommand)]
        action: images::Action,
        #[command(flatten)]
        settings: Box<Layers>,
    },
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// In words for the operator.
    pub async fn run(self) -> anyhow::Result<()> {
        let file = self.config.as_deref();
        match self.command {
            Some(Command::Serve(flags)) => serve::run(Config::load(*flags, file)?).await,
            Some(Command::Images { action, settings }) => {
                images::run(action, Config::load(*settings, file)?).await
            }
            // cargo-leptos starts the server without arguments.
            None => serve::run(Config::load(Layers::from_environment(), file)?).await,
        }
    }
}
