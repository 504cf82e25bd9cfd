//! All images in one file, for machines that can neither build nor pull.

use std::path::Path;

use futures_util::StreamExt;
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;
use tokio_util::io::ReaderStream;

use super::{BUILD_DEADLINE, ImageError, Images};
use crate::runners::Runners;
use crate::sandbox::SandboxError;
use crate::sandbox::docker::connect::failure;
use bollard::query_parameters::ImportImageOptions;

impl Images {
    /// Writes all images of the runners into one file. A file that is there is replaced once the new
    /// one is whole.
    ///
    /// # Errors
    /// Where an image is missing or the file cannot be written.
    pub async fn save(&self, runners: &Runners, path: &Path) -> Result<(), ImageError> {
        let list = self.list(runners).await?;
        if let Some(missing) = list.iter().find(|it| it.bytes.is_none()) {
            return Err(SandboxError::ImageMissing { image: missing.image.clone() }.into());
        }
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = Path::new(&partial);
        let names: Vec<_> = list.iter().map(|it| it.image.as_str()).collect();
        let written = tokio::time::timeout(BUILD_DEADLINE, self.export(&names, partial)).await;
        match written.unwrap_or(Err(SandboxError::Deadline { doing: "save the images" }.into())) {
            Ok(()) => fs::rename(partial, path).await.map_err(|source| file(path, source)),
            Err(error) => {
                // The reason is told; that the rest cannot be removed either adds nothing.
                drop(fs::remove_file(partial).await);
                Err(error)
            }
        }
    }

    async fn export(&self, names: &[&str], path: &Path) -> Result<(), ImageError> {
        let mut output = File::create(path).await.map_err(|source| file(path, source))?;
        let mut parts = Box::pin(self.docker.export_images(names));
        while let Some(part) = parts.next().await {
            let part = part.map_err(|error| failure("save the images", error))?;
            output.write_all(&part).await.map_err(|source| file(path, source))?;
        }
        output.flush().await.map_err(|source| file(path, source))
    }

    /// Reads the images of a file, and returns those of the runners that are still missing: the file
    /// may be another version's.
    ///
    /// # Errors
    /// Where the file cannot be read, or the engine does not take it.
    pub async fn load(&self, runners: &Runners, path: &Path) -> Result<Vec<String>, ImageError> {
        let input = File::open(path).await.map_err(|source| file(path, source))?;
        let loading = async {
            let options = ImportImageOptions { quiet: true, ..ImportImageOptions::default() };
            let mut answers =
                Box::pin(self.docker.import_image_stream(options, ReaderStream::new(input), None));
            while let Some(answer) = answers.next().await {
                answer.map_err(|error| failure("load the images", error))?;
            }
            Ok::<_, ImageError>(())
        };
        let loaded = tokio::time::timeout(BUILD_DEADLINE, loading).await;
        loaded.unwrap_or(Err(SandboxError::Deadline { doing: "load the images" }.into()))?;
        let list = self.list(runners).await?;
        Ok(list.into_iter().filter(|it| it.bytes.is_none()).map(|it| it.image).collect())
    }
}

fn file(path: &Path, source: std::io::Error) -> ImageError {
    ImageError::File { path: path.to_owned(), source }
}
