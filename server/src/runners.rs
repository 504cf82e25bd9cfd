//! The languages: one folder each under `runners/`, with a `runner.toml`.

use std::collections::BTreeMap;
use std::time::Duration;

/// A language, as its `runner.toml` describes it.
#[derive(Clone, Debug)]
pub struct Runner {
    /// What the page is told. The version is filled in once the image has been asked for it.
    pub runtime: protocol::Runtime,
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
