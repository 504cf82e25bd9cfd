//! A disk that is small enough to be filled.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system in memory, under a server's or an engine's data. Only root may make one; it goes with the test.
pub(crate) struct SmallDisk(PathBuf);

impl SmallDisk {
    /// One of this size, as mount(8) takes it.
    pub(crate) fn at(place: &Path, size: &str) -> Self {
        std::fs::create_dir(place).unwrap();
        let mut mount = as_root("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(place);
        assert!(mount.status().unwrap().success(), "{} is not mounted", place.display());
        Self(place.to_owned())
    }

    /// Takes all the room there is.
    pub(crate) fn fill(&self) {
        let mut filler = File::create(self.filler()).unwrap();
        while filler.write_all(&[0; 4096]).is_ok() {}
    }

    /// Gives it back.
    pub(crate) fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A mount that stays would keep its directory, and the next look at the mounts would tell.
        let _ = as_root("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// A command as root, also where the tests run as somebody else.
fn as_root(name: &str) -> Command {
    if is_root() {
        return Command::new(name);
    }
    let mut command = Command::new("sudo");
    command.args(["-n", name]);
    command
}

/// Whether the tests run as root.
pub(crate) fn is_root() -> bool {
    std::fs::read_to_string("/proc/self/status").unwrap().contains("\nUid:\t0\t")
}
