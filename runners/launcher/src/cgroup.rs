//! What the container has used, as the kernel counts it, in version 1 and version 2 of cgroups.
//!
//! Every value may be missing: hosts differ, and gVisor shows few of these files.

use std::fs;
use std::path::{Path, PathBuf};

/// Where Docker shows a container its own cgroup.
const ROOT: &str = "/sys/fs/cgroup";

/// The container's counters.
#[derive(Debug)]
pub(crate) struct Cgroup {
    root: PathBuf,
    start: Counters,
}

/// Counters that only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counters {
    /// CPU time over all cores, in microseconds.
    pub(crate) cpu_us: Option<u64>,
    /// Processes killed because the memory limit was reached.
    pub(crate) oom_kills: Option<u64>,
    /// Processes not made because their limit was reached.
    pub(crate) pids_limit_hits: Option<u64>,
}

impl Cgroup {
    /// The container's own, counted from now.
    pub(crate) fn of_container() -> Self {
        Self::at(Path::new(ROOT))
    }

    fn at(root: &Path) -> Self {
        let mut cgroup = Self { root: root.to_owned(), start: Counters::default() };
        cgroup.start = cgroup.read();
        cgroup
    }

    /// What has been counted since the start.
    pub(crate) fn used(&self) -> Counters {
        let now = self.read();
        let since = |now: Option<u64>, start: Option<u64>| Some(now?.saturating_sub(start?));
        Counters {
            cpu_us: since(now.cpu_us, self.start.cpu_us),
            oom_kills: since(now.oom_kills, self.start.oom_kills),
            pids_limit_hits: since(now.pids_limit_hits, self.start.pids_limit_hits),
        }
    }

    /// CPU time since the start, in microseconds.
    pub(crate) fn cpu_us(&self) -> Option<u64> {
        Some(self.read_cpu_us()?.saturating_sub(self.start.cpu_us?))
    }

    fn read(&self) -> Counters {
        Counters {
            cpu_us: self.read_cpu_us(),
            oom_kills: self
                .field("memory.events", "oom_kill")
                .or_else(|| self.field("memory/memory.oom_control", "oom_kill")),
            pids_limit_hits: self
                .field("pids.events", "max")
                .or_else(|| self.field("pids/pids.events", "max")),
        }
    }

    fn read_cpu_us(&self) -> Option<u64> {
        let version_1 = |directory: &str| {
            let nanoseconds = self.text(&format!("{directory}/cpuacct.usage"))?;
            Some(nanoseconds.trim().parse::<u64>().ok()? / 1000)
        };
        self.field("cpu.stat", "usage_usec")
            .or_else(|| version_1("cpuacct"))
            .or_else(|| version_1("cpu,cpuacct"))
    }

    fn field(&self, file: &str, name: &str) -> Option<u64> {
        field(&self.text(file)?, name)
    }

    fn text(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.root.join(file)).ok()
    }
}

/// The number after a name, in a file of lines with a name and a number each.
fn field(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(' ')?;
        if key == name { value.trim().parse().ok() } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory with these files, removed at the end of the test.
    struct Tree(PathBuf);

    impl Tree {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let root = std::env::temp_dir().join(format!("madang-cgroup-{name}-{}", std::process::id()));
            let tree = Self(root);
            tree.write(files);
            tree
        }

        fn write(&self, files: &[(&str, &str)]) {
            for (path, content) in files {
                let path = self.0.join(path);
                fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
                fs::write(path, content).expect("a file");
            }
        }
    }

    impl Drop for Tree {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn reads_version_2() {
        let tree = Tree::new(
            "v2",
            &[
                ("cpu.stat", "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\n"),
                ("memory.events", "low 0\nhigh 0\nmax 7\noom 2\noom_kill 1\noom_group_kill 0\n"),
                ("pids.events", "max 3\n"),
            ],
        );
        let cgroup = Cgroup::at(&tree.0);
        tree.write(&[("cpu.stat", "usage_usec 4500\n"), ("memory.events", "oom 9\noom_kill 3\n")]);
        assert_eq!(cgroup.cpu_us(), Some(3000));
        let expected = Counters { cpu_us: Some(3000), oom_kills: Some(2), pids_limit_hits: Some(0) };
        assert_eq!(cgroup.used(), expected);
    }

    #[test]
    fn reads_version_1() {
        let tree = Tree::new(
            "v1",
            &[
                ("cpuacct/cpuacct.usage", "2000000\n"),
                // Version 1 has a file of this name too, without CPU time in it.
                ("cpu/cpu.stat", "nr_periods 0\nnr_throttled 0\nthrottled_time 0\n"),
                ("memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n"),
                ("pids/pids.events", "max 0\n"),
            ],
        );
        let cgroup = Cgroup::at(&tree.0);
        tree.write(&[
            ("cpuacct/cpuacct.usage", "5000999\n"),
            ("memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 1\noom_kill 5\n"),
            ("pids/pids.events", "max 12\n"),
        ]);
        let expected = Counters { cpu_us: Some(3000), oom_kills: Some(1), pids_limit_hits: Some(12) };
        assert_eq!(cgroup.used(), expected);
    }

    #[test]
    fn what_is_missing_or_not_a_number_is_absent() {
        let tree = Tree::new("bad", &[("cpu.stat", "usage_usec many\n"), ("memory.events", "oom_kill\n")]);
        assert_eq!(Cgroup::at(&tree.0).used(), Counters::default());
        assert_eq!(Cgroup::at(&tree.0.join("nowhere")).used(), Counters::default());
    }
}
