//! A runner's folder: a name, and files by their path.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rust_embed::RustEmbed;

use super::RunnerError;

/// The most bytes that one folder may have: it is held in memory, and sent with every build.
const FOLDER_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// The most levels of directories in a folder. Also ends the walk through a loop of links.
const DEPTH_MAX: usize = 8;

#[derive(RustEmbed)]
#[folder = "../runners"]
#[exclude = "launcher/*"]
struct Embedded;

/// The files of one folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// The folder's name, for messages.
    pub name: String,
    /// The files by their path in the folder, with `/` between its parts.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    /// A file that must be there.
    pub(super) fn require(&self, folder: &str, file: &str) -> Result<&[u8], RunnerError> {
        let missing = || RunnerError::Incomplete { folder: folder.to_owned(), file: file.to_owned() };
        self.files.get(file).map(Vec::as_slice).ok_or_else(missing)
    }

    /// A file that must be there and be text.
    pub(super) fn require_text(&self, file: &str) -> Result<&str, RunnerError> {
        str::from_utf8(self.require(&self.name, file)?).map_err(|_| RunnerError::Invalid {
            folder: self.name.clone(),
            reason: format!("{file} is not UTF-8 text"),
        })
    }
}

/// The folders inside the binary, by name.
pub(super) fn embedded() -> BTreeMap<String, Folder> {
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for path in Embedded::iter() {
        let Some((name, file)) = path.split_once('/') else { continue };
        let Some(content) = Embedded::get(&path) else { continue };
        let folder = folders.entry(name.to_owned()).or_default();
        name.clone_into(&mut folder.name);
        folder.files.insert(file.to_owned(), content.data.into_owned());
    }
    folders
}

/// The folders in a directory, by name.
pub(super) fn read_all(directory: &Path) -> Result<BTreeMap<String, Folder>, RunnerError> {
    let mut folders = BTreeMap::new();
    for (name, path) in entries(directory)? {
        if path.is_dir() && !name.starts_with('.') {
            let mut folder = Folder { name: name.clone(), files: BTreeMap::new() };
            let mut bytes = 0;
            read_into(&mut folder, &mut bytes, &path, "", 0)?;
            folders.insert(name, folder);
        }
    }
    Ok(folders)
}

fn read_into(
    folder: &mut Folder,
    bytes: &mut u64,
    directory: &Path,
    prefix: &str,
    depth: usize,
) -> Result<(), RunnerError> {
    if depth > DEPTH_MAX {
        return Err(too_large(folder, &format!("more than {DEPTH_MAX} levels of directories")));
    }
    for (name, path) in entries(directory)? {
        let relative = format!("{prefix}{name}");
        let metadata = fs::metadata(&path).map_err(|source| unreadable(&path, source))?;
        if metadata.is_dir() {
            read_into(folder, bytes, &path, &format!("{relative}/"), depth + 1)?;
        } else {
            *bytes += metadata.len();
            if *bytes > FOLDER_BYTES_MAX {
                return Err(too_large(folder, &format!("more than {FOLDER_BYTES_MAX} bytes")));
            }
            let content = fs::read(&path).map_err(|source| unreadable(&path, source))?;
            folder.files.insert(relative, content);
        }
    }
    Ok(())
}

fn entries(directory: &Path) -> Result<Vec<(String, std::path::PathBuf)>, RunnerError> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory).map_err(|source| unreadable(directory, source))? {
        let path = entry.map_err(|source| unreadable(directory, source))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        entries.push((name, path));
    }
    Ok(entries)
}

fn unreadable(path: &Path, source: std::io::Error) -> RunnerError {
    RunnerError::Read { path: path.to_owned(), source }
}

fn too_large(folder: &Folder, what: &str) -> RunnerError {
    RunnerError::Invalid { folder: folder.name.clone(), reason: format!("the folder has {what}") }
}
