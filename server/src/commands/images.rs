//! `madang images`: builds, lists and moves the runners' images.

use std::path::PathBuf;

use clap::Subcommand;

use crate::config::Config;
use crate::runners::Runners;
use crate::sandbox::docker::connect::connect;
use crate::sandbox::docker::images::{Images, current};

#[derive(Subcommand)]
pub(super) enum Action {
    /// Build the images that are missing, and remove those of earlier versions.
    Build,
    /// List the images and whether they are there.
    List,
    /// Write all images to a file, for a machine without a registry.
    Save {
        /// The file to write.
        file: PathBuf,
    },
    /// Read the images from such a file.
    Load {
        /// The file to read.
        file: PathBuf,
    },
}

pub(super) async fn run(action: Action, config: Config) -> anyhow::Result<()> {
    let connection = connect(config.engine.docker_host.as_deref()).await?;
    let images = Images::new(&connection, &config.engine.build_network);
    let mut runners = Runners::load(config.engine.runners_dir.as_deref(), &config.caps)?;
    match action {
        Action::Build => {
            images.ensure(&mut runners, &|line| eprintln!("{line}")).await?;
            for image in images.remove_outdated(&current(&runners)).await? {
                println!("removed {image}");
            }
            list(&images, &runners).await
        }
        Action::List => list(&images, &runners).await,
        Action::Save { file } => Ok(images.save(&runners, &file).await?),
        Action::Load { file } => {
            for image in images.load(&runners, &file).await? {
                println!("loaded {image}");
            }
            Ok(())
        }
    }
}

async fn list(images: &Images, runners: &Runners) -> anyhow::Result<()> {
    for status in images.list(runners).await? {
        match status.bytes {
            Some(bytes) => println!("{} {} MB", status.image, bytes / 1_000_000),
            None => println!("{} missing", status.image),
        }
    }
    Ok(())
}
