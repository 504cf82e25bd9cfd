//! The directories of sessions on the host: what a container sees at /workspace.
//!
//! User code never writes here: the mount is read-only. The parent can be entered but not listed, so
//! no other user of the host learns which sessions there are.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use crate::sandbox::PlainFile;

const PARENT_MODE: u32 = 0o711;
const DIRECTORY_MODE: u32 = 0o755;
const FILE_MODE: u32 = 0o444;

/// The parent of all sessions' directories.
pub(super) struct Sessions {
    path: PathBuf,
}

impl Sessions {
    /// Makes the data directory where it is missing, and locks it.
    pub(super) async fn open(data_dir: &Path) -> io::Result<(Self, File)> {
        let data_dir = data_dir.to_owned();
        blocking(move || {
            fs::create_dir_all(&data_dir)?;
            // The engine resolves the path as well, and it has no working directory of ours.
            let data_dir = data_dir.canonicalize()?;
            let lock =
                OpenOptions::new().create(true).truncate(false).write(true).open(data_dir.join("lock"))?;
            lock.try_lock().map_err(|error| match error {
                TryLockError::WouldBlock => io::Error::new(
                    io::ErrorKind::ResourceBusy,
                    format!("another server uses {}", data_dir.display()),
                ),
                TryLockError::Error(error) => error,
            })?;
            let path = data_dir.join("sessions");
            fs::create_dir_all(&path)?;
            fs::set_permissions(&path, Permissions::from_mode(PARENT_MODE))?;
            Ok((Self { path }, lock))
        })
        .await
    }

    /// A name that no other data directory of this host has.
    pub(super) fn instance(&self) -> String {
        let digest: [u8; 32] = Sha256::digest(self.path.as_os_str().as_encoded_bytes()).into();
        hex::encode(&digest[..6])
    }

    /// The directory of one session, which is not made yet.
    pub(super) fn directory(&self, name: &str) -> Directory {
        let path = self.path.join(name);
        Directory { place: Arc::new(Mutex::new(path.clone())), made_at: path }
    }

    /// The names of all directories there are.
    pub(super) async fn names(&self) -> io::Result<Vec<String>> {
        let path = self.path.clone();
        blocking(move || {
            fs::read_dir(path)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
        })
        .await
    }
}

/// The directory of one session.
pub(super) struct Directory {
    /// Where it is made, and where the engine mounts it from.
    made_at: PathBuf,
    /// Where it is now. Held while something is written or removed. What a thread does can't be
    /// cancelled: a removal must wait for the writing that its caller has given up.
    place: Arc<Mutex<PathBuf>>,
}

impl Directory {
    /// Where it is made.
    pub(super) fn path(&self) -> &Path {
        &self.made_at
    }

    /// Makes it, empty.
    pub(super) async fn make(&self) -> io::Result<()> {
        self.locked(|path| make_directory(path)).await
    }

    /// Gives it this name beside its old one, which a mount of it survives, and writes a program's
    /// files into it.
    pub(super) async fn install(&self, name: &str, files: Vec<PlainFile>) -> io::Result<()> {
        let place = self.made_at.with_file_name(name);
        self.locked(move |path| {
            if *path != place {
                fs::rename(&*path, &place)?;
                *path = place;
            }
            files.iter().try_for_each(|file| write(path, file))
        })
        .await
    }

    /// Removes it with all it holds.
    pub(super) async fn remove(&self) -> io::Result<()> {
        self.locked(|path| match fs::remove_dir_all(&*path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        })
        .await
    }

    async fn locked(
        &self,
        work: impl FnOnce(&mut PathBuf) -> io::Result<()> + Send + 'static,
    ) -> io::Result<()> {
        let mut place = self.place.clone().lock_owned().await;
        blocking(move || work(&mut place)).await
    }
}

fn make_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(DIRECTORY_MODE).create(path)?;
    // The process' umask may have taken bits off.
    fs::set_permissions(path, Permissions::from_mode(DIRECTORY_MODE))
}

fn write(directory: &Path, file: &PlainFile) -> io::Result<()> {
    let relative = Path::new(&file.path);
    // The path has been checked where it came in; what writes files as root checks it again.
    if file.path.is_empty() || !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{:?} is no plain path", file.path)));
    }
    let mut parent = directory.to_owned();
    for part in relative.parent().into_iter().flat_map(Path::components) {
        parent.push(part);
        match make_directory(&parent) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && parent.is_dir() => {}
            made => made?,
        }
    }
    let path = directory.join(relative);
    let mut open = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(&path)?;
    open.write_all(&file.content)?;
    open.set_permissions(Permissions::from_mode(FILE_MODE))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> PlainFile {
        PlainFile { path: path.into(), content: path.into() }
    }

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[tokio::test]
    async fn files_are_readable_by_all_and_writable_by_nobody() {
        let data = tempfile::tempdir().unwrap();
        let (sessions, _lock) = Sessions::open(data.path()).await.unwrap();
        let directory = sessions.directory("one");
        directory.make().await.unwrap();
        directory.install("one", vec![file("main.py"), file("lib/a.py"), file("lib/마당.py")]).await.unwrap();
        assert_eq!(mode(directory.path().parent().unwrap()), 0o711);
        assert_eq!(mode(directory.path()), 0o755);
        assert_eq!(mode(&directory.path().join("lib")), 0o755);
        assert_eq!(mode(&directory.path().join("lib/a.py")), 0o444);
        assert_eq!(fs::read(directory.path().join("lib/마당.py")).unwrap(), "lib/마당.py".as_bytes());
        assert_eq!(sessions.names().await.unwrap(), ["one"]);
        directory.remove().await.unwrap();
        directory.remove().await.unwrap();
        assert!(sessions.names().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn nothing_is_written_outside_or_twice() {
        let data = tempfile::tempdir().unwrap();
        let (sessions, _lock) = Sessions::open(data.path()).await.unwrap();
        let directory = sessions.directory("one");
        directory.make().await.unwrap();
        for path in ["../x", "/etc/x", "a/../../x", "", ".", "a/\0"] {
            assert!(directory.install("one", vec![file(path)]).await.is_err(), "{path:?}");
        }
        assert!(directory.install("one", vec![file("b"), file("b")]).await.is_err());
        assert!(directory.install("one", vec![file("b/c")]).await.is_err(), "a file is no directory");
        assert!(!directory.path().parent().unwrap().join("x").exists());
    }

    #[tokio::test]
    async fn one_server_has_the_data_directory() {
        let data = tempfile::tempdir().unwrap();
        let (_sessions, lock) = Sessions::open(data.path()).await.unwrap();
        let error = Sessions::open(data.path()).await.err().unwrap();
        assert!(error.to_string().starts_with("another server uses "), "{error}");
        drop(lock);
        assert!(Sessions::open(data.path()).await.is_ok());
    }
}
