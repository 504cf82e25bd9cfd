//! What containers are made from: images built through the engine's classic build API, from the
//! definitions inside the binary.
//!
//! - `build`: one image from a folder;
//! - `base`: the distribution's image that all begin with;
//! - `archive`: all images in one file, for machines without a registry;
//! - `version`: what an image says of its interpreter.

mod archive;
mod base;
mod build;
mod version;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use bollard::Docker;
use bollard::query_parameters::{ListImagesOptions, RemoveImageOptions};
use tokio_util::task::TaskTracker;

use super::connect::{Connection, QUERY_DEADLINE, call, failure, status};
use crate::runners::{LAUNCHER, Runners, repository};
use crate::sandbox::SandboxError;

/// The label of every image that is built here.
pub const LABEL_IMAGE: &str = "madang.image";

/// How long one image may take to build: packages come over somebody's slow line.
const BUILD_DEADLINE: Duration = Duration::from_mins(30);

/// Takes lines that tell what is being done.
pub type Progress<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// Why an image could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// The engine does not do what it is asked.
    #[error(transparent)]
    Engine(#[from] SandboxError),
    /// A build failed.
    #[error("{image} could not be built: {reason}\n{last_lines}")]
    Build {
        /// Repository and tag.
        image: String,
        /// What the engine says.
        reason: String,
        /// The last lines of the build's output.
        last_lines: String,
    },
    /// The distribution's image can neither be pulled nor made.
    #[error("{image} can neither be pulled ({pull}) nor made ({make})")]
    Base {
        /// Repository and tag.
        image: String,
        /// Why it was not pulled.
        pull: String,
        /// Why it was not made.
        make: String,
    },
    /// A runner's image does not answer its version command.
    #[error("{image} does not tell its version: {reason}")]
    Version {
        /// Repository and tag.
        image: String,
        /// What came instead.
        reason: String,
    },
    /// A file of images cannot be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// One image, and whether the engine has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageStatus {
    /// Repository and tag.
    pub image: String,
    /// Its size in bytes; `None` where it is missing.
    pub bytes: Option<u64>,
}

/// The images on one engine.
#[derive(Clone)]
pub struct Images {
    docker: Docker,
    build_network: String,
    /// The server that the containers belong to which tell a version; its sweep finds what a crash left.
    instance: Option<String>,
    /// The tasks that own those containers.
    asking: TaskTracker,
}

impl Images {
    /// The images on this engine; `build_network` is the network that they are built in.
    pub fn new(connection: &Connection, build_network: &str) -> Self {
        Self {
            docker: connection.docker.clone(),
            build_network: build_network.to_owned(),
            instance: None,
            asking: TaskTracker::new(),
        }
    }

    /// The same for a server, which can wait for `asking`: then no container is left that told a version.
    #[must_use]
    pub fn for_server(self, instance: &str, asking: &TaskTracker) -> Self {
        Self { instance: Some(instance.to_owned()), asking: asking.clone(), ..self }
    }

    /// The runners' images, each with its size where the engine has it.
    pub async fn list(&self, runners: &Runners) -> Result<Vec<ImageStatus>, ImageError> {
        let mut list = Vec::new();
        for definition in &runners.definitions {
            let image = definition.runner.image.clone();
            let bytes = self.size(&image).await?;
            list.push(ImageStatus { image, bytes });
        }
        Ok(list)
    }

    /// Builds what is missing, and fills in the versions that the images tell.
    pub async fn ensure(&self, runners: &mut Runners, progress: Progress<'_>) -> Result<(), ImageError> {
        let missing: Vec<_> = self
            .list(runners)
            .await?
            .into_iter()
            .filter(|it| it.bytes.is_none())
            .map(|it| it.image)
            .collect();
        if !missing.is_empty() {
            self.ensure_base(runners, progress).await?;
        }
        for definition in runners.definitions.iter().filter(|it| missing.contains(&it.runner.image)) {
            let context = build::context(&definition.folder, Some(LAUNCHER));
            self.build(&definition.runner.image, context, &[("BASE", &runners.base_image)], progress).await?;
        }
        self.fill_in_versions(runners).await
    }

    /// Asks every image for the version of its interpreter or compiler.
    pub async fn fill_in_versions(&self, runners: &mut Runners) -> Result<(), ImageError> {
        let asked: Vec<_> = runners.definitions.iter().map(|it| it.runner.clone()).collect();
        let answers = futures_util::future::join_all(asked.iter().map(|runner| self.version(runner))).await;
        for (runner, version) in asked.iter().zip(answers) {
            runners.set_version(&runner.runtime.language, version?);
        }
        Ok(())
    }

    /// Removes the tags of the same repositories that are not among `current`, but for those in use.
    /// Returns what it removed.
    pub async fn remove_outdated(&self, current: &[String]) -> Result<Vec<String>, ImageError> {
        let options = ListImagesOptions {
            filters: Some([("label".to_owned(), vec![LABEL_IMAGE.to_owned()])].into()),
            ..ListImagesOptions::default()
        };
        let listed = call("list the images", QUERY_DEADLINE, self.docker.list_images(Some(options))).await?;
        let mut removed = Vec::new();
        for image in outdated(current, listed.into_iter().flat_map(|it| it.repo_tags)) {
            let removal = self.docker.remove_image(&image, None::<RemoveImageOptions>, None);
            match tokio::time::timeout(QUERY_DEADLINE, removal).await {
                Ok(Ok(_)) => removed.push(image),
                // Gone by itself, or in use by a container.
                Ok(Err(error)) if matches!(status(&error), Some(404 | 409)) => {}
                Ok(Err(error)) => return Err(failure("remove an image", error).into()),
                Err(_) => return Err(SandboxError::Deadline { doing: "remove an image" }.into()),
            }
        }
        Ok(removed)
    }

    async fn ensure_base(&self, runners: &Runners, progress: Progress<'_>) -> Result<(), ImageError> {
        if self.size(&runners.base_image).await?.is_some() {
            return Ok(());
        }
        self.ensure_distribution(&runners.base, progress).await?;
        self.build(&runners.base_image, build::context(&runners.base, None), &[], progress).await
    }

    /// The size of an image that the engine has.
    async fn size(&self, image: &str) -> Result<Option<u64>, ImageError> {
        let doing = "look for an image";
        match tokio::time::timeout(QUERY_DEADLINE, self.docker.inspect_image(image)).await {
            Ok(Ok(found)) => {
                Ok(Some(found.size.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or_default()))
            }
            Ok(Err(error)) if status(&error) == Some(404) => Ok(None),
            Ok(Err(error)) => Err(failure(doing, error).into()),
            Err(_) => Err(SandboxError::Deadline { doing }.into()),
        }
    }
}

/// The images of all runners and their base, as they should be.
pub fn current(runners: &Runners) -> Vec<String> {
    let images = runners.definitions.iter().map(|it| it.runner.image.clone());
    images.chain([runners.base_image.clone()]).collect()
}

fn outdated(current: &[String], present: impl IntoIterator<Item = String>) -> Vec<String> {
    let tags: BTreeMap<&str, &str> =
        current.iter().map(|image| (repository(image), image.as_str())).collect();
    let old = |image: &String| tags.get(repository(image)).is_some_and(|current| current != image);
    present.into_iter().filter(old).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_tags_of_our_repositories_are_outdated() {
        let current = ["madang/base:1".to_owned(), "madang/python-runner:2".to_owned()];
        let present = [
            "madang/base:1",
            "madang/base:0",
            "madang/python-runner:1",
            "madang/other:1",
            "debian:trixie-slim",
        ];
        let outdated = outdated(&current, present.map(String::from));
        assert_eq!(outdated, ["madang/base:0", "madang/python-runner:1"]);
    }
}
