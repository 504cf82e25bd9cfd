//! The files that a program wrote: those of its directory that are new, or other than when it started.
//!
//! All of it is what a stranger made. So nothing is opened but plain files, no link is followed, and there is a
//! bound on everything that could go on: names, levels, bytes and time.

use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd as _, BorrowedFd};
use std::path::Path;
use std::time::{Duration, Instant};

use ::launcher::messages::{
    FromLauncher, WRITTEN_BYTES_MAX, WRITTEN_FILE_BYTES_MAX, WRITTEN_FILES_MAX, WrittenFile,
};

use crate::sys;

/// The most names that are looked at.
const NAMES_MAX: usize = 4096;

/// How deep directories are looked into.
const DEPTH_MAX: usize = 16;

/// How long looking may take.
const TIME_MAX: Duration = Duration::from_millis(100);

/// The plain files of a directory, as they were at a moment.
#[derive(Debug, Default)]
pub(crate) struct Before(HashMap<String, Stamp>);

/// What tells whether a file is another one, or has been written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    inode: libc::ino_t,
    bytes: u64,
    modified: (libc::time_t, i64),
}

impl Before {
    /// Notes what is there now.
    pub(crate) fn now(directory: &Path) -> Self {
        let mut files = HashMap::new();
        let mut walk = Walk::new(|path: String, stamp, _: Place<'_>| {
            files.insert(path, stamp);
            Found::Taken
        });
        walk.whole(directory);
        Self(files)
    }

    /// What is new or other now, as messages up to the last.
    pub(crate) fn written(&self, directory: &Path) -> Vec<FromLauncher> {
        let mut messages = Vec::new();
        let mut bytes_left = WRITTEN_BYTES_MAX;
        let mut walk = Walk::new(|path: String, stamp: Stamp, place: Place<'_>| {
            if self.0.get(&path) == Some(&stamp) {
                return Found::Taken;
            }
            if messages.len() >= WRITTEN_FILES_MAX {
                return Found::TooMany;
            }
            let content = place.read(stamp.bytes, WRITTEN_FILE_BYTES_MAX.min(bytes_left)).ok().flatten();
            bytes_left -= content.as_ref().map_or(0, Vec::len);
            let bytes = content.as_ref().map_or(stamp.bytes, |content| content.len() as u64);
            messages.push(FromLauncher::File(WrittenFile { path, bytes, content }));
            Found::Taken
        });
        let complete = walk.whole(directory);
        messages.push(FromLauncher::FilesEnd { complete });
        messages
    }
}

/// Where a file lies.
#[derive(Clone, Copy)]
struct Place<'a> {
    directory: BorrowedFd<'a>,
    name: &'a CStr,
}

impl Place<'_> {
    /// What the file holds, unless that is too much.
    fn read(self, bytes: u64, bytes_max: usize) -> io::Result<Option<Vec<u8>>> {
        if bytes > bytes_max as u64 {
            return Ok(None);
        }
        let file = sys::open_at(self.directory, self.name, libc::O_NOFOLLOW | libc::O_NONBLOCK)?;
        if !file.metadata()?.is_file() {
            return Ok(None);
        }
        let mut content = Vec::new();
        // It may have grown where a process could not be killed.
        file.take(bytes_max as u64 + 1).read_to_end(&mut content)?;
        Ok(Some(content).filter(|content| content.len() <= bytes_max))
    }
}

/// What became of a file that was found.
#[derive(PartialEq, Eq)]
enum Found {
    Taken,
    TooMany,
}

/// A walk through a directory, in the order of names.
struct Walk<F> {
    found: F,
    names_left: usize,
    deadline: Instant,
    complete: bool,
}

impl<F: FnMut(String, Stamp, Place<'_>) -> Found> Walk<F> {
    fn new(found: F) -> Self {
        Self { found, names_left: NAMES_MAX, deadline: Instant::now() + TIME_MAX, complete: true }
    }

    /// Walks through all of it and says whether nothing was left out.
    fn whole(&mut self, directory: &Path) -> bool {
        match sys::open_directory(directory) {
            Ok(directory) => self.directory(&directory, "", DEPTH_MAX),
            Err(_) => self.complete = false,
        }
        self.complete
    }

    fn directory(&mut self, directory: &File, prefix: &str, depth: usize) {
        let Ok(mut names) = sys::names(directory, self.names_left + 1) else {
            self.complete = false;
            return;
        };
        if names.len() > self.names_left {
            names.truncate(self.names_left);
            self.complete = false;
        }
        self.names_left -= names.len();
        names.sort_unstable();
        for name in names {
            if Instant::now() > self.deadline || !self.entry(directory, prefix, &name, depth) {
                self.complete = false;
                return;
            }
        }
    }

    /// Looks at one name. Says whether to go on.
    fn entry(&mut self, directory: &File, prefix: &str, name: &CString, depth: usize) -> bool {
        let (Ok(text), Ok(stat)) = (name.to_str(), sys::stat_at(directory.as_fd(), name)) else {
            self.complete = false;
            return true;
        };
        let path = format!("{prefix}{text}");
        match stat.st_mode & libc::S_IFMT {
            libc::S_IFREG => {
                let stamp = Stamp {
                    inode: stat.st_ino,
                    bytes: stat.st_size.cast_unsigned(),
                    modified: (stat.st_mtime, stat.st_mtime_nsec),
                };
                (self.found)(path, stamp, Place { directory: directory.as_fd(), name }) == Found::Taken
            }
            libc::S_IFDIR => {
                let flags = libc::O_NOFOLLOW | libc::O_DIRECTORY;
                match (sys::open_at(directory.as_fd(), name, flags), depth.checked_sub(1)) {
                    (Ok(inner), Some(depth)) => self.directory(&inner, &format!("{path}/"), depth),
                    _ => self.complete = false,
                }
                true
            }
            // Links, pipes and devices are nothing that could be shown.
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("madang-written-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).expect("a directory");
            Self(path)
        }

        fn write(&self, path: impl AsRef<Path>, content: &[u8]) {
            let path = self.0.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
            fs::write(path, content).expect("a file");
        }

        /// What was written since, and whether that is all.
        fn written(&self, before: &Before) -> (Vec<WrittenFile>, bool) {
            let mut messages = before.written(&self.0);
            let Some(FromLauncher::FilesEnd { complete }) = messages.pop() else { panic!("no end") };
            let files = messages.into_iter().map(|message| match message {
                FromLauncher::File(file) => file,
                other => panic!("{other:?}"),
            });
            (files.collect(), complete)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn file(path: &str, content: &[u8]) -> WrittenFile {
        WrittenFile { path: path.into(), bytes: content.len() as u64, content: Some(content.to_vec()) }
    }

    #[test]
    fn new_and_changed_files_are_told_in_order_and_others_not() {
        let scratch = Scratch::new("changes");
        for path in ["main.py", "same.txt", "other.txt", "moved.txt"] {
            scratch.write(path, b"before");
        }
        let before = Before::now(&scratch.0);
        assert_eq!(scratch.written(&before), (vec![], true));
        scratch.write("out/b.csv", b"1,2\n");
        scratch.write("out/한글.txt", "안녕".as_bytes());
        scratch.write("empty", b"");
        // Another length, and another file of the same name and length.
        scratch.write("other.txt", b"after it");
        scratch.write("new", b"moved.");
        fs::rename(scratch.0.join("new"), scratch.0.join("moved.txt")).expect("a name");
        let expected = vec![
            file("empty", b""),
            file("moved.txt", b"moved."),
            file("other.txt", b"after it"),
            file("out/b.csv", b"1,2\n"),
            file("out/한글.txt", "안녕".as_bytes()),
        ];
        assert_eq!(scratch.written(&before), (expected, true));
    }

    #[test]
    fn links_pipes_and_loops_are_passed_over() {
        let scratch = Scratch::new("special");
        symlink("/etc/passwd", scratch.0.join("passwd")).expect("a link");
        symlink("/etc", scratch.0.join("etc")).expect("a link");
        symlink(".", scratch.0.join("loop")).expect("a link");
        let fifo = CString::new(scratch.0.join("fifo").as_os_str().as_bytes()).expect("a name");
        // SAFETY: the name is a live text.
        assert_eq!(unsafe { libc::mkfifo(fifo.as_ptr(), 0o644) }, 0);
        scratch.write("real", b"here");
        assert_eq!(scratch.written(&Before::default()), (vec![file("real", b"here")], true));
    }

    #[test]
    fn what_is_too_big_is_named_and_not_read() {
        let scratch = Scratch::new("big");
        let sparse = File::create(scratch.0.join("sparse")).expect("a file");
        sparse.set_len(1 << 40).expect("a hole");
        scratch.write("fits", &vec![b'x'; WRITTEN_FILE_BYTES_MAX]);
        scratch.write("over", &vec![b'x'; WRITTEN_FILE_BYTES_MAX + 1]);
        let (files, complete) = scratch.written(&Before::default());
        let told: Vec<_> =
            files.iter().map(|it| (it.path.as_str(), it.bytes, it.content.is_some())).collect();
        let limit = WRITTEN_FILE_BYTES_MAX as u64;
        assert_eq!(told, [("fits", limit, true), ("over", limit + 1, false), ("sparse", 1 << 40, false)]);
        assert!(complete);
    }

    #[test]
    fn all_together_are_bounded() {
        let scratch = Scratch::new("many");
        for number in 0..WRITTEN_FILES_MAX + 2 {
            scratch.write(format!("{number:03}"), &vec![b'x'; 100 * 1024]);
        }
        let (files, complete) = scratch.written(&Before::default());
        assert_eq!(files.len(), WRITTEN_FILES_MAX);
        assert!(!complete, "two are left out");
        let bytes: usize = files.iter().filter_map(|file| file.content.as_ref()).map(Vec::len).sum();
        assert_eq!(bytes, WRITTEN_BYTES_MAX / (100 * 1024) * 100 * 1024);
    }

    #[test]
    fn more_names_than_that_are_not_all_looked_at() {
        let scratch = Scratch::new("names");
        for number in 0..=NAMES_MAX {
            fs::create_dir(scratch.0.join(number.to_string())).expect("a directory");
        }
        let start = Instant::now();
        assert_eq!(scratch.written(&Before::default()), (vec![], false));
        assert!(start.elapsed() < TIME_MAX + Duration::from_secs(1));
    }

    #[test]
    fn names_that_are_no_text_and_directories_too_deep_are_left_out() {
        let scratch = Scratch::new("odd");
        scratch.write(OsStr::from_bytes(b"\xff\xfe"), b"no text");
        scratch.write("line\nbreak", b"the server judges these");
        let (files, complete) = scratch.written(&Before::default());
        assert_eq!(files, [file("line\nbreak", b"the server judges these")]);
        assert!(!complete);
        let scratch = Scratch::new("deep");
        scratch.write(format!("{}bottom", "d/".repeat(DEPTH_MAX)), b"in reach");
        assert_eq!(scratch.written(&Before::default()).0.len(), 1);
        scratch.write(format!("{}bottom", "e/".repeat(DEPTH_MAX + 1)), b"too deep");
        let (files, complete) = scratch.written(&Before::default());
        assert_eq!((files.len(), complete), (1, false));
    }
}
