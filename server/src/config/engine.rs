//! What the operator sets of the containers: the engine, their totals, what runners may ask for.

use std::path::PathBuf;

use serde::Deserialize;

/// The engine, and what its containers may use together.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EngineConfig {
    /// Where the engine listens (`unix:///…` or `tcp://…`); Docker's own socket where absent.
    pub docker_host: Option<String>,
    /// The name that all containers of this server carry as a label, and that tells them from those
    /// of another server on the same engine. Made from the data directory where absent.
    pub instance: Option<String>,
    /// Where sessions keep their files. The engine mounts them from the same path, so both must see
    /// the same file system. One server at a time.
    pub data_dir: PathBuf,
    /// A directory whose folders add runners or replace them.
    pub runners_dir: Option<PathBuf>,
    /// The first of the uids that containers run as. Nothing else on the host should use the range.
    pub uid_first: u32,
    /// How many uids there are; every container uses two.
    pub uid_count: u32,
    /// The cgroup that all containers lie under. A slice where the engine's driver is systemd.
    pub cgroup_parent: Option<String>,
    /// The memory of all containers together; three quarters of the host's where absent.
    pub total_memory_mib: Option<u64>,
    /// The CPUs of all containers together, in thousandths of one; the host's where absent.
    pub total_cpu_milli: Option<u32>,
    /// The processes and threads of all containers together.
    pub total_pids: u32,
    /// The engine's runtime, such as `runsc`; its default where absent.
    pub runtime: Option<String>,
    /// The time zone of programs.
    pub time_zone: String,
    /// The network that images are built in.
    pub build_network: String,
    /// What runners may ask for.
    pub caps: RunnerCaps,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            docker_host: None,
            instance: None,
            data_dir: PathBuf::from("/var/lib/madang"),
            runners_dir: None,
            // Above the uids that systemd, containers and user databases hand out.
            uid_first: 1_900_000_000,
            uid_count: 8192,
            cgroup_parent: None,
            total_memory_mib: None,
            total_cpu_milli: None,
            total_pids: 8192,
            runtime: None,
            time_zone: "UTC".to_owned(),
            build_network: "host".to_owned(),
            caps: RunnerCaps::default(),
        }
    }
}

/// The most that a runner's `runner.toml` gets; what asks for more is cut down to it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunnerCaps {
    /// Memory of one container.
    pub memory_mib: u64,
    /// CPUs of one container, in thousandths of one.
    pub cpu_milli: u32,
    /// Processes and threads of one container.
    pub pids: u32,
    /// The work directory.
    pub work_mib: u64,
    /// Files and directories in the work directory.
    pub work_files: u32,
    /// /tmp.
    pub tmp_mib: u64,
    /// Descriptors of one process.
    pub open_files: u32,
    /// Seconds that compiling may take.
    pub compile_s: u64,
    /// Seconds of CPU time.
    pub cpu_s: u64,
    /// Seconds without anything read, written or computed.
    pub idle_s: u64,
    /// Seconds in all.
    pub wall_s: u64,
}

impl Default for RunnerCaps {
    fn default() -> Self {
        Self {
            memory_mib: 2048,
            cpu_milli: 4000,
            pids: 1024,
            work_mib: 512,
            work_files: 65_536,
            tmp_mib: 512,
            open_files: 16_384,
            compile_s: 300,
            cpu_s: 3600,
            idle_s: 86_400,
            wall_s: 86_400,
        }
    }
}
