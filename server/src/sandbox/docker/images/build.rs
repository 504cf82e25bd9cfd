//! One image from one folder.

use std::collections::{HashMap, VecDeque};

use bollard::body_full;
use bollard::query_parameters::BuildImageOptions;
use futures_util::StreamExt;

use super::{BUILD_DEADLINE, ImageError, Images, LABEL_IMAGE, Progress};
use crate::runners::folder::Folder;

/// The launcher's name in a build's context; the runners' Dockerfiles copy it.
const LAUNCHER_FILE: &str = "madang-launcher";

/// How many lines of a failed build are told.
const LAST_LINES: usize = 20;

/// The longest line that is kept.
const LINE_CHARS_MAX: usize = 300;

/// A folder's files, and the launcher, as the archive that the engine builds from.
pub(super) fn context(folder: &Folder, launcher: Option<&[u8]>) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let files = folder.files.iter().map(|(path, content)| (path.as_str(), content.as_slice(), 0o644));
    for (path, content, mode) in files.chain(launcher.map(|launcher| (LAUNCHER_FILE, launcher, 0o755))) {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(mode);
        archive.append_data(&mut header, path, content).expect("memory takes every write");
    }
    archive.into_inner().expect("memory takes every write")
}

impl Images {
    pub(super) async fn build(
        &self,
        image: &str,
        context: Vec<u8>,
        arguments: &[(&str, &str)],
        progress: Progress<'_>,
    ) -> Result<(), ImageError> {
        progress(&format!("building {image}"));
        let pairs = |pairs: &[(&str, &str)]| -> HashMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let options = BuildImageOptions {
            dockerfile: "Dockerfile".to_owned(),
            t: Some(image.to_owned()),
            rm: true,
            forcerm: true,
            buildargs: Some(pairs(arguments)),
            labels: Some(pairs(&[(LABEL_IMAGE, "1")])),
            networkmode: Some(self.build_network.clone()),
            ..BuildImageOptions::default()
        };
        let mut lines = Lines::default();
        let work = async {
            let mut output =
                Box::pin(self.docker.build_image(options, None, Some(body_full(context.into()))));
            while let Some(part) = output.next().await {
                let part = part.map_err(|error| error.to_string())?;
                if let Some(error) = part.error_detail.and_then(|detail| detail.message) {
                    return Err(error);
                }
                lines.push(part.stream.as_deref().unwrap_or_default(), progress);
            }
            Ok(())
        };
        let late = || Err(format!("it took more than {} minutes", BUILD_DEADLINE.as_secs() / 60));
        let built = tokio::time::timeout(BUILD_DEADLINE, work).await.unwrap_or_else(|_| late());
        built.map_err(|reason| ImageError::Build {
            image: image.to_owned(),
            reason,
            last_lines: lines.last(),
        })
    }
}

/// The output of a build, in lines; the last ones are kept.
#[derive(Default)]
pub(super) struct Lines {
    kept: VecDeque<String>,
    unfinished: String,
}

impl Lines {
    pub(super) fn push(&mut self, text: &str, progress: Progress<'_>) {
        for part in text.split_inclusive('\n') {
            let room = LINE_CHARS_MAX.saturating_sub(self.unfinished.len());
            self.unfinished.extend(part.trim_end().chars().take(room));
            if part.ends_with('\n') {
                let line = std::mem::take(&mut self.unfinished);
                if line.is_empty() {
                    continue;
                }
                progress(&line);
                self.kept.push_back(line);
                if self.kept.len() > LAST_LINES {
                    self.kept.pop_front();
                }
            }
        }
    }

    pub(super) fn last(&self) -> String {
        let lines: Vec<_> = self.kept.iter().map(|line| format!("  {line}")).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn the_context_holds_the_folder_and_the_launcher() {
        let mut folder = Folder::default();
        folder.files.insert("Dockerfile".into(), b"FROM a".to_vec());
        folder.files.insert("gate/site.py".into(), b"pass".to_vec());
        let bytes = context(&folder, Some(b"launcher"));
        let mut archive = tar::Archive::new(bytes.as_slice());
        let found: Vec<(String, String, u32)> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let mut entry = entry.unwrap();
                let mut content = String::new();
                entry.read_to_string(&mut content).unwrap();
                (entry.path().unwrap().display().to_string(), content, entry.header().mode().unwrap())
            })
            .collect();
        let expected = [
            ("Dockerfile", "FROM a", 0o644),
            ("gate/site.py", "pass", 0o644),
            (LAUNCHER_FILE, "launcher", 0o755),
        ];
        assert_eq!(found, expected.map(|(path, content, mode)| (path.to_owned(), content.to_owned(), mode)));
    }

    #[test]
    fn output_comes_in_lines_and_the_last_are_kept() {
        let seen = Mutex::new(Vec::new());
        let mut lines = Lines::default();
        for text in ["Step 1", "/2\n\none\ntw", "o\n"] {
            lines.push(text, &|line: &str| seen.lock().unwrap().push(line.to_owned()));
        }
        assert_eq!(*seen.lock().unwrap(), ["Step 1/2", "one", "two"]);
        for number in 0..100 {
            lines.push(&format!("line {number}\n"), &|_| ());
        }
        assert_eq!(lines.last().lines().count(), LAST_LINES);
        assert!(lines.last().ends_with("  line 99"));
    }
}
