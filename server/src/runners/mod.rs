//! The languages: one folder each under `runners/`, with a `runner.toml`.
//!
//! The folders lie inside the binary; an operator's own directory adds to them or replaces them.
//! Adding a language needs no Rust:
//! - [`folder`]: where the folders come from, and what they hold;
//! - `definition`: what a `runner.toml` may say;
//! - `examples`: what the gallery shows of a language;
//! - [`command`]: the command lines of a program.

pub mod command;
mod definition;
mod examples;
pub mod folder;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use app::backend::Example;
use sha2::{Digest, Sha256};

use crate::config::RunnerCaps;
use definition::Parsed;
use folder::Folder;

/// The folder with what all images share.
const BASE: &str = "base";

/// The repository of the base image.
const BASE_REPOSITORY: &str = "madang/base";

/// PID 1 of every container, as it goes into every image.
pub static LAUNCHER: &[u8] = include_bytes!(env!("MADANG_LAUNCHER_BINARY"));

/// A language, as its `runner.toml` describes it.
#[derive(Clone, Debug)]
pub struct Runner {
    /// What the page is told. The version is filled in once the image has been asked for it.
    pub runtime: protocol::Runtime,
    /// Where it stands in the list of languages: the lowest first, then by name.
    pub order: u32,
    /// Repository and tag; the tag is the hash of the definition and the launcher.
    pub image: String,
    /// What prints the version.
    pub version_command: Vec<String>,
    /// The compiler's command line with placeholders; empty where there is no compiler.
    pub compile: Vec<String>,
    /// The program's command line with placeholders.
    pub run: Vec<String>,
    /// The environment of compiler and program.
    pub env: BTreeMap<String, String>,
    /// What the container may use.
    pub limits: ContainerLimits,
    /// How long a run may take.
    pub clocks: ClockLimits,
    /// What is made ahead of runs, if anything is.
    pub warm: Option<Warm>,
}

/// Containers that are made ahead of the runs that they serve, and what already waits in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warm {
    /// How many containers wait.
    pub slots: u32,
    /// The command line of the process that compiles behind its gate, with placeholders; empty where
    /// none waits.
    pub compile: Vec<String>,
    /// The command line of the interpreter that waits before it opens the program, with placeholders;
    /// empty where none waits.
    pub run: Vec<String>,
}

/// What a container may use.
#[derive(Clone, Debug, PartialEq)]
pub struct ContainerLimits {
    /// Memory and swap together, in bytes.
    pub memory_bytes: u64,
    /// CPUs, in thousandths of one.
    pub cpu_milli: u32,
    /// Processes and threads.
    pub pids_max: u32,
    /// The work directory, in bytes.
    pub work_bytes: u64,
    /// The work directory, in files and directories.
    pub work_files_max: u32,
    /// /tmp, in bytes.
    pub tmp_bytes: u64,
    /// Descriptors a process may have open.
    pub open_files_max: u32,
}

/// How long a run may take, by each clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockLimits {
    /// Wall time of the compiler.
    pub compile: Duration,
    /// CPU time.
    pub cpu: Duration,
    /// Time without anything read, written or computed.
    pub idle: Duration,
    /// Wall time in all.
    pub wall: Duration,
}

/// Why the runners cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    /// A file or directory cannot be read.
    #[error("{} cannot be read", .path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A folder lacks a file.
    #[error("runners/{folder} has no {file}")]
    Incomplete {
        /// The folder's name.
        folder: String,
        /// What it lacks.
        file: String,
    },
    /// A `runner.toml` is not what it should be.
    #[error("runners/{folder}/runner.toml: {reason}")]
    Invalid {
        /// The folder's name.
        folder: String,
        /// Which key, and what is wrong with it.
        reason: String,
    },
    /// Two folders claim the same thing.
    #[error("the runners {first} and {second} both have the {what} {value}")]
    Twice {
        /// One folder.
        first: String,
        /// The other folder.
        second: String,
        /// What both have.
        what: &'static str,
        /// Its value.
        value: String,
    },
}

/// A runner together with the folder that it comes from.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The runner.
    pub runner: Arc<Runner>,
    /// What its hello program prints.
    pub expected: String,
    /// What the gallery shows.
    pub examples: Vec<Example>,
    /// Its files, which make its image.
    pub folder: Folder,
}

/// All runners, and the base of their images.
#[derive(Clone, Debug)]
pub struct Runners {
    /// The runners in their order.
    pub definitions: Vec<Definition>,
    /// What all images share.
    pub base: Folder,
    /// Repository and tag of the image made from it.
    pub base_image: String,
}

impl Runners {
    /// Loads the runners inside the binary and those in `directory`, and cuts what they ask for down
    /// to `caps`.
    ///
    /// # Errors
    /// Where a folder is incomplete or its `runner.toml` is wrong; the message names both.
    pub fn load(directory: Option<&Path>, caps: &RunnerCaps) -> Result<Self, RunnerError> {
        let mut folders = folder::embedded();
        if let Some(directory) = directory {
            folders.extend(folder::read_all(directory)?);
        }
        Self::from_folders(folders, caps)
    }

    fn from_folders(mut folders: BTreeMap<String, Folder>, caps: &RunnerCaps) -> Result<Self, RunnerError> {
        let base = folders.remove(BASE).unwrap_or_default();
        base.require(BASE, "Dockerfile")?;
        let base_image = format!("{BASE_REPOSITORY}:{}", tag(&[&base], &[]));
        let mut definitions: Vec<Definition> = Vec::new();
        for (name, mut folder) in folders {
            let shown = examples::split_off(&mut folder);
            let Parsed { mut runner, expected, examples } = definition::parse(&name, &folder, &shown, caps)?;
            runner.image = format!("{}:{}", runner.image, tag(&[&folder, &base], LAUNCHER));
            definitions.push(Definition { runner: Arc::new(runner), expected, examples, folder });
        }
        definitions.sort_by(|a, b| {
            let place = |it: &Definition| (it.runner.order, it.runner.runtime.language.clone());
            place(a).cmp(&place(b))
        });
        check_unique(&definitions, "language", |runner| &runner.runtime.language)?;
        check_unique(&definitions, "image", |runner| repository(&runner.image))?;
        Ok(Self { definitions, base, base_image })
    }

    /// The examples of a language; none where it is unknown.
    pub fn examples(&self, language: &str) -> &[Example] {
        let definition = self.definitions.iter().find(|it| it.runner.runtime.language == language);
        definition.map(|it| it.examples.as_slice()).unwrap_or_default()
    }

    /// The runner of a language.
    pub fn get(&self, language: &str) -> Option<&Arc<Runner>> {
        let definition = self.definitions.iter().find(|it| it.runner.runtime.language == language);
        definition.map(|it| &it.runner)
    }

    /// Records the version that a language's image has told.
    pub fn set_version(&mut self, language: &str, version: String) {
        if let Some(definition) =
            self.definitions.iter_mut().find(|it| it.runner.runtime.language == language)
        {
            Arc::make_mut(&mut definition.runner).runtime.version = version;
        }
    }
}

/// The part of an image's name before its tag.
pub fn repository(image: &str) -> &str {
    image.rsplit_once(':').map_or(image, |(repository, _)| repository)
}

fn check_unique(
    definitions: &[Definition],
    what: &'static str,
    value: impl Fn(&Runner) -> &str,
) -> Result<(), RunnerError> {
    let mut seen: BTreeMap<&str, &Definition> = BTreeMap::new();
    for definition in definitions {
        if let Some(first) = seen.insert(value(&definition.runner), definition) {
            return Err(RunnerError::Twice {
                first: first.folder.name.clone(),
                second: definition.folder.name.clone(),
                what,
                value: value(&definition.runner).to_owned(),
            });
        }
    }
    Ok(())
}

/// How many hexadecimal digits of the hash a tag has.
const TAG_DIGITS: usize = 12;

/// Names what an image is made of. Lengths come first, so that no two contents look the same.
fn tag(folders: &[&Folder], launcher: &[u8]) -> String {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for folder in folders {
        field(&(folder.files.len() as u64).to_le_bytes());
        for (path, content) in &folder.files {
            field(path.as_bytes());
            field(content);
        }
    }
    field(launcher);
    let digest: [u8; 32] = hash.finalize().into();
    hex::encode(&digest[..TAG_DIGITS / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(files: &[(&str, &str, &str)]) -> BTreeMap<String, Folder> {
        let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
        for (name, path, content) in files {
            let folder = folders.entry((*name).to_owned()).or_default();
            folder.name = (*name).to_owned();
            folder.files.insert((*path).to_owned(), content.as_bytes().to_vec());
        }
        folders
    }

    const TOML: &str = include_str!("../../tests/docker/runners/bash/runner.toml");

    fn bash(dockerfile: &str) -> BTreeMap<String, Folder> {
        folders(&[
            ("base", "Dockerfile", "FROM debian"),
            ("bash", "Dockerfile", dockerfile),
            ("bash", "runner.toml", TOML),
            ("bash", "hello.sh", "echo hello"),
            ("bash", "hello.expected", "hello\n"),
        ])
    }

    #[test]
    fn every_folder_of_this_repository_is_complete() {
        let runners = Runners::load(None, &RunnerCaps::default()).unwrap();
        let languages: Vec<_> =
            runners.definitions.iter().map(|it| it.runner.runtime.language.as_str()).collect();
        assert_eq!(languages, ["python", "javascript", "java"]);
        for definition in &runners.definitions {
            assert!(!definition.runner.runtime.example.is_empty());
            assert!(definition.expected.contains("마당"), "the hello program shows that UTF-8 works");
            assert!(definition.examples.len() >= 8, "a gallery has something for everybody");
            let aside = |path: &String| path.contains("launcher") || path.starts_with("examples/");
            assert!(!definition.folder.files.keys().any(aside), "no image is made of these");
        }
        assert!(runners.base.files.contains_key("Dockerfile"));
    }

    #[test]
    fn the_tag_changes_with_the_folder_the_base_and_nothing_else() {
        let caps = RunnerCaps::default();
        let image =
            |folders| Runners::from_folders(folders, &caps).unwrap().get("bash").unwrap().image.clone();
        let first = image(bash("FROM a"));
        assert_eq!(first, image(bash("FROM a")));
        assert_ne!(first, image(bash("FROM b")));
        let mut other_base = bash("FROM a");
        other_base
            .insert("base".into(), folders(&[("base", "Dockerfile", "FROM other")]).remove("base").unwrap());
        assert_ne!(first, image(other_base));
        assert_eq!(first.strip_prefix("madang/bash-runner:").unwrap().len(), TAG_DIGITS);
    }

    #[test]
    fn a_missing_file_and_a_language_that_exists_twice_are_named() {
        let caps = RunnerCaps::default();
        let mut incomplete = bash("FROM a");
        incomplete.get_mut("bash").unwrap().files.remove("hello.sh");
        let error = Runners::from_folders(incomplete, &caps).unwrap_err();
        assert_eq!(error.to_string(), "runners/bash has no hello.sh");
        let mut twice = bash("FROM a");
        let mut copy = twice["bash"].clone();
        copy.name = "copy".into();
        twice.insert("copy".into(), copy);
        let error = Runners::from_folders(twice, &caps).unwrap_err();
        assert_eq!(error.to_string(), "the runners bash and copy both have the language bash");
    }
}
