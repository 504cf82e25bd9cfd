//! The cgroup that all containers lie under, and its totals: whatever runs inside, the host lives.
//!
//! With the `cgroupfs` driver the server makes it and writes the totals itself, on cgroup v1 and v2.
//! With the `systemd` driver it is a slice, and the totals are the unit's own settings (`MemoryMax`,
//! `TasksMax`, `CPUQuota`, `CPUWeight`): systemd would undo what anybody else writes there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bollard::models::{SystemInfo, SystemInfoCgroupDriverEnum, SystemInfoCgroupVersionEnum};
use tracing::warn;

use super::cpu_share::CpuShare;
use crate::config::EngineConfig;

const ROOT: &str = "/sys/fs/cgroup";

/// The slice where the engine leaves cgroups to systemd.
const SLICE: &str = "madang.slice";

const CPU_PERIOD_US: u64 = 100_000;

/// What all programs together get of CPUs that others want as well, a quarter of the kernel's default (1024, and
/// 100 in version 2). The others are the engine and this server: each byte goes through both, and with programs that
/// compute a container took seconds to be made.
const CPU_SHARES: &str = "256";
const CPU_WEIGHT: &str = "25";

/// The cgroup of all containers. Dropping it removes it where this server made it.
pub(super) struct CgroupParent {
    /// As the engine is told.
    pub(super) name: String,
    /// What all containers get together: the kernel refuses a container with more.
    pub(super) cpu_milli: u32,
    /// The memory, in bytes, that the settings give all containers together; where systemd holds the
    /// totals, its slice may say otherwise.
    pub(super) memory_bytes: u64,
    /// What `MemorySwappiness` a container is made with; only cgroup v1 knows it.
    pub(super) swappiness: Option<i64>,
    /// The directories of the cgroup, one in each hierarchy; empty where they are not the server's.
    made: Vec<PathBuf>,
    version: Version,
}

/// What all containers may use together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Totals {
    memory_bytes: u64,
    cpu_milli: u32,
    pids: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V1,
    V2,
}

impl CgroupParent {
    /// Whether a container's share of the CPU is the server's to write.
    pub(super) fn is_own(&self) -> bool {
        !self.made.is_empty()
    }

    /// What to write where, so that a container has this share of the CPU; `None` where that is not the
    /// server's to do.
    pub(super) fn share_file(&self, container: &str, share: CpuShare) -> Option<(PathBuf, String)> {
        if !self.is_own() {
            return None;
        }
        let name = Path::new(self.name.trim_matches('/')).join(container);
        Some(match self.version {
            Version::V1 => {
                (Path::new(ROOT).join("cpu").join(name).join("cpu.shares"), share.shares().to_string())
            }
            Version::V2 => (Path::new(ROOT).join(name).join("cpu.weight"), share.weight().to_string()),
        })
    }
}

/// Makes the parent and sets its totals, where that is the server's to do.
pub(super) async fn prepare(info: &SystemInfo, config: &EngineConfig, instance: &str) -> CgroupParent {
    let totals = totals(info, config);
    let version = match info.cgroup_version {
        Some(SystemInfoCgroupVersionEnum::_2) => Version::V2,
        _ => Version::V1,
    };
    let mut parent = CgroupParent {
        name: config.cgroup_parent.0.clone().unwrap_or_default(),
        cpu_milli: totals.cpu_milli,
        memory_bytes: totals.memory_bytes,
        swappiness: (version == Version::V1).then_some(0),
        made: Vec::new(),
        version,
    };
    if info.cgroup_driver == Some(SystemInfoCgroupDriverEnum::SYSTEMD) {
        if parent.name.is_empty() {
            SLICE.clone_into(&mut parent.name);
        }
        warn!(slice = parent.name, "the totals of all containers are the slice's own settings");
        return parent;
    }
    if parent.name.is_empty() {
        parent.name = format!("/madang-{instance}");
    }
    let name = parent.name.clone();
    let written = tokio::task::spawn_blocking(move || {
        let relative = name.trim_matches('/').to_owned();
        write(Path::new(ROOT), &relative, version, totals).map(|()| directories(&relative, version))
    });
    match written.await.map_err(io::Error::other).flatten() {
        Ok(made) => parent.made = made,
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            warn!(error, parent = parent.name, "the containers have no limit on what they use together");
        }
    }
    parent
}

fn totals(info: &SystemInfo, config: &EngineConfig) -> Totals {
    let host_memory = info.mem_total.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(u64::MAX);
    let host_cpus = info.ncpu.and_then(|count| u32::try_from(count).ok()).unwrap_or(1).max(1);
    Totals {
        memory_bytes: config
            .total_memory_mib
            .map_or(host_memory / 4 * 3, |mib| mib.saturating_mul(1024 * 1024)),
        cpu_milli: config.total_cpu_milli.unwrap_or_else(|| host_cpus.saturating_mul(1000)),
        pids: config.total_pids,
    }
}

/// Makes the cgroup under `root` and writes the totals.
fn write(root: &Path, name: &str, version: Version, totals: Totals) -> io::Result<()> {
    let memory = totals.memory_bytes.to_string();
    let quota = u64::from(totals.cpu_milli) * CPU_PERIOD_US / 1000;
    let pids = totals.pids.to_string();
    match version {
        Version::V1 => {
            let cgroup = |controller: &str| make(&root.join(controller).join(name));
            let directory = cgroup("memory")?;
            // The limit with swap can't be below the one without: up first, then both down.
            let with_swap = directory.join("memory.memsw.limit_in_bytes");
            if with_swap.exists() {
                set(&with_swap, "-1")?;
            }
            set(&directory.join("memory.limit_in_bytes"), &memory)?;
            if with_swap.exists() {
                set(&with_swap, &memory)?;
            }
            set(&cgroup("pids")?.join("pids.max"), &pids)?;
            let directory = cgroup("cpu")?;
            set(&directory.join("cpu.cfs_period_us"), &CPU_PERIOD_US.to_string())?;
            set(&directory.join("cpu.cfs_quota_us"), &quota.to_string())?;
            set(&directory.join("cpu.shares"), CPU_SHARES)
        }
        Version::V2 => {
            set(&root.join("cgroup.subtree_control"), "+cpu +memory +pids")?;
            let directory = make(&root.join(name))?;
            set(&directory.join("memory.max"), &memory)?;
            let swap = directory.join("memory.swap.max");
            if swap.exists() {
                set(&swap, "0")?;
            }
            set(&directory.join("pids.max"), &pids)?;
            set(&directory.join("cpu.max"), &format!("{quota} {CPU_PERIOD_US}"))?;
            set(&directory.join("cpu.weight"), CPU_WEIGHT)
        }
    }
}

fn make(directory: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(directory).map_err(|error| named(directory, &error))?;
    Ok(directory.to_owned())
}

fn set(file: &Path, value: &str) -> io::Result<()> {
    fs::write(file, value).map_err(|error| named(file, &error))
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Where the cgroup is, or will be once the engine has put a container into it.
fn directories(name: &str, version: Version) -> Vec<PathBuf> {
    match version {
        Version::V1 => fs::read_dir(ROOT)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path().join(name)))
            .collect(),
        Version::V2 => vec![Path::new(ROOT).join(name)],
    }
}

impl Drop for CgroupParent {
    fn drop(&mut self) {
        for directory in &self.made {
            // One that still holds containers, or that is not there, stays as it is.
            drop(fs::remove_dir(directory));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOTALS: Totals = Totals { memory_bytes: 1 << 30, cpu_milli: 1500, pids: 512 };

    fn read(root: &Path, file: &str) -> String {
        fs::read_to_string(root.join(file)).unwrap()
    }

    #[test]
    fn totals_come_from_the_host_where_nobody_set_them() {
        let info = SystemInfo { mem_total: Some(4 << 30), ncpu: Some(2), ..SystemInfo::default() };
        let mut config = EngineConfig::default();
        let host = totals(&info, &config);
        assert_eq!(host, Totals { memory_bytes: 3 << 30, cpu_milli: 2000, pids: config.total_pids });
        config.total_memory_mib = Some(1024).into();
        config.total_cpu_milli = Some(1500).into();
        config.total_pids = 512;
        assert_eq!(totals(&info, &config), TOTALS);
    }

    #[test]
    fn version_2_has_one_hierarchy_and_no_swap() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("madang")).unwrap();
        fs::write(root.path().join("madang/memory.swap.max"), "max").unwrap();
        write(root.path(), "madang", Version::V2, TOTALS).unwrap();
        assert_eq!(read(root.path(), "cgroup.subtree_control"), "+cpu +memory +pids");
        assert_eq!(read(root.path(), "madang/memory.max"), "1073741824");
        assert_eq!(read(root.path(), "madang/memory.swap.max"), "0");
        assert_eq!(read(root.path(), "madang/pids.max"), "512");
        assert_eq!(read(root.path(), "madang/cpu.max"), "150000 100000");
        assert_eq!(read(root.path(), "madang/cpu.weight"), "25", "the engine goes first");
    }

    #[test]
    fn a_share_is_written_only_where_the_cgroup_is_the_servers() {
        let parent = |version, made: &[&str]| CgroupParent {
            name: "/madang-test".into(),
            cpu_milli: 1000,
            memory_bytes: 0,
            swappiness: None,
            made: made.iter().map(PathBuf::from).collect(),
            version,
        };
        let file = |version| parent(version, &["/nowhere/madang-test"]).share_file("c0ffee", CpuShare::Low);
        let expected = |file: &str, value: &str| Some((PathBuf::from(file), value.to_owned()));
        assert_eq!(file(Version::V1), expected("/sys/fs/cgroup/cpu/madang-test/c0ffee/cpu.shares", "64"));
        assert_eq!(file(Version::V2), expected("/sys/fs/cgroup/madang-test/c0ffee/cpu.weight", "6"));
        assert_eq!(parent(Version::V2, &[]).share_file("c0ffee", CpuShare::Low), None);
    }

    #[test]
    fn what_cannot_be_written_is_named() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("memory"), "a file").unwrap();
        let error = write(root.path(), "madang", Version::V1, TOTALS).unwrap_err();
        assert!(error.to_string().contains("memory/madang"), "{error}");
    }
}
