//! Copies the program's files to its work directory, before any code of a user exists.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Where the server puts the program's files, for the container to read only.
pub(crate) const SOURCE: &str = "/workspace";

/// The program's home and working directory.
pub(crate) const WORK_DIR: &str = "/home/runner";

/// How deep directories may lie in each other; the server's own bound on paths is below it.
const DEPTH_MAX: usize = 64;

/// By how much a copy looks older than it is.
const AGE: Duration = Duration::from_secs(1);

/// Copies files and directories, all the program's own. Links and devices are left out: the server
/// makes none, so what is one came from somewhere else.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    copy_directory(from, to, DEPTH_MAX)
}

fn copy_directory(from: &Path, to: &Path, depth: usize) -> io::Result<()> {
    let depth = depth.checked_sub(1).ok_or(io::ErrorKind::QuotaExceeded)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            DirBuilder::new().mode(0o755).create(&target)?;
            copy_directory(&entry.path(), &target, depth)?;
        } else if kind.is_file() {
            copy_file(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source: File = OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW).open(from)?;
    let mut target: File = OpenOptions::new().write(true).create_new(true).mode(0o644).open(to)?;
    io::copy(&mut source, &mut target)?;
    // The kernel tells times by the tick of its clock: a program that writes to the file within the same tick would
    // leave no trace, were the copy not a little older.
    target.set_modified(SystemTime::now() - AGE)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::PathBuf;

    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("madang-copy-{name}-{}", std::process::id()));
            fs::create_dir_all(path.join("from")).expect("a directory");
            fs::create_dir_all(path.join("to")).expect("a directory");
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn copies_bytes_and_directories_with_plain_permissions() {
        let scratch = Scratch::new("plain");
        let (from, to) = (scratch.0.join("from"), scratch.0.join("to"));
        fs::create_dir_all(from.join("a/b")).expect("directories");
        fs::write(from.join("a/b/한글 -rf"), [0, 255, 10]).expect("a file");
        fs::set_permissions(from.join("a/b/한글 -rf"), fs::Permissions::from_mode(0o444)).expect("a mode");
        copy(&from, &to).expect("a copy");
        assert_eq!(fs::read(to.join("a/b/한글 -rf")).expect("the copy"), [0, 255, 10]);
        let mode =
            |path: &str| fs::metadata(to.join(path)).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode("a"), mode("a/b/한글 -rf")), (0o755, 0o644));
    }

    #[test]
    fn leaves_links_out_and_writes_over_nothing() {
        let scratch = Scratch::new("links");
        let (from, to) = (scratch.0.join("from"), scratch.0.join("to"));
        symlink("/etc/passwd", from.join("link")).expect("a link");
        copy(&from, &to).expect("a copy");
        assert_eq!(fs::read_dir(&to).expect("the target").count(), 0);
        fs::write(from.join("x"), "new").expect("a file");
        fs::write(to.join("x"), "old").expect("a file");
        assert_eq!(copy(&from, &to).map_err(|error| error.kind()), Err(io::ErrorKind::AlreadyExists));
    }
}
