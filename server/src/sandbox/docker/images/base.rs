//! The distribution's image that all images begin with: pulled, or made where no registry answers.

use std::process::Stdio;
use std::time::Duration;

use bollard::body_try_stream;
use bollard::errors::Error;
use bollard::models::CreateImageInfo;
use bollard::query_parameters::CreateImageOptions;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio_util::io::ReaderStream;

use super::build::Lines;
use super::{BUILD_DEADLINE, ImageError, Images, Progress};
use crate::runners::folder::Folder;

/// The one image that can be made without a registry, and how.
const MADE_IMAGE: &str = "debian:trixie-slim";
const MAKE: [&str; 5] = ["mmdebstrap", "--variant=minbase", "--include=ca-certificates", "trixie", "-"];

/// How long a registry may be silent. Where none is reachable, packets may vanish without an answer.
const PULL_SILENCE: Duration = Duration::from_secs(30);

impl Images {
    /// Sees that the image named in the base's Dockerfile is there.
    pub(super) async fn ensure_distribution(
        &self,
        base: &Folder,
        progress: Progress<'_>,
    ) -> Result<(), ImageError> {
        let dockerfile =
            base.files.get("Dockerfile").map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        let Some(image) = first_from(&dockerfile) else { return Ok(()) };
        if self.size(image).await?.is_some() {
            return Ok(());
        }
        progress(&format!("pulling {image}"));
        let Err(pull) = self.pull(image, progress).await else { return Ok(()) };
        let make = if image == MADE_IMAGE {
            progress(&format!(
                "no registry answers ({pull}): making {image} with mmdebstrap, about a minute"
            ));
            match self.import(image, &MAKE).await {
                Ok(()) => return Ok(()),
                Err(reason) => reason,
            }
        } else {
            format!("only {MADE_IMAGE} can be")
        };
        Err(ImageError::Base { image: image.to_owned(), pull, make })
    }

    async fn pull(&self, image: &str, progress: Progress<'_>) -> Result<(), String> {
        let (repository, tag) = image.rsplit_once(':').unwrap_or((image, "latest"));
        let options = CreateImageOptions {
            from_image: Some(repository.to_owned()),
            tag: Some(tag.to_owned()),
            ..CreateImageOptions::default()
        };
        drain(self.docker.create_image(Some(options), None, None), PULL_SILENCE, progress).await
    }

    /// Makes an image of the archive of a root file system that a program writes. The reason of a
    /// failure comes with the program's last lines.
    pub async fn import(&self, image: &str, command: &[&str]) -> Result<(), String> {
        let (repository, tag) = image.rsplit_once(':').unwrap_or((image, "latest"));
        let (program, arguments) = command.split_first().ok_or("there is no program")?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| {
                format!("{program} cannot be run: {error}; install it or load the images from a file")
            })?;
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(format!("{program} has no output"));
        };
        let complaints = tokio::spawn(last_lines(stderr));
        // An archive that ends too early is no image: the stream fails where the program did.
        let end = stream::once(async move {
            let status = child.wait().await?;
            if status.success() { Ok(Bytes::new()) } else { Err(std::io::Error::other(status.to_string())) }
        });
        let options = CreateImageOptions {
            from_src: Some("-".to_owned()),
            repo: Some(repository.to_owned()),
            tag: Some(tag.to_owned()),
            ..CreateImageOptions::default()
        };
        let root = body_try_stream(ReaderStream::new(stdout).chain(end));
        let imported =
            drain(self.docker.create_image(Some(options), Some(root), None), BUILD_DEADLINE, &|_| ()).await;
        match imported {
            Ok(()) => Ok(()),
            Err(reason) => Err(format!("{reason}\n{}", complaints.await.unwrap_or_default())),
        }
    }
}

/// Waits for the end of a stream whose items may be `silence` apart.
async fn drain(
    output: impl Stream<Item = Result<CreateImageInfo, Error>>,
    silence: Duration,
    progress: Progress<'_>,
) -> Result<(), String> {
    let mut output = Box::pin(output);
    let mut last = String::new();
    loop {
        match tokio::time::timeout(silence, output.next()).await {
            Err(_) => return Err(format!("nothing came for {} seconds", silence.as_secs())),
            Ok(None) => return Ok(()),
            Ok(Some(Err(error))) => return Err(error.to_string()),
            Ok(Some(Ok(part))) => {
                // Downloading says the same thing a hundred times a second.
                if let Some(status) = part.status.filter(|status| *status != last) {
                    progress(&status);
                    last = status;
                }
            }
        }
    }
}

/// Reads to the end and keeps the last lines.
async fn last_lines(mut output: impl AsyncRead + Unpin) -> String {
    let mut lines = Lines::default();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = output.read(&mut buffer).await {
        lines.push(&String::from_utf8_lossy(&buffer[..length]), &|_| ());
    }
    lines.last()
}

/// The image that a Dockerfile begins with.
fn first_from(dockerfile: &str) -> Option<&str> {
    let mut words = dockerfile.lines().map(|line| line.split_whitespace());
    words
        .find_map(|mut words| words.next().filter(|word| word.eq_ignore_ascii_case("FROM")).and(words.next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_from_names_the_distribution() {
        let dockerfile = "# FROM nothing\nARG X\nFROM debian:trixie-slim AS a\nFROM other\n";
        assert_eq!(first_from(dockerfile), Some("debian:trixie-slim"));
        assert_eq!(first_from("RUN true"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_registry_is_given_up() {
        let silence = stream::pending::<Result<CreateImageInfo, Error>>();
        let reason = drain(silence, PULL_SILENCE, &|_| ()).await.unwrap_err();
        assert_eq!(reason, "nothing came for 30 seconds");
    }
}
