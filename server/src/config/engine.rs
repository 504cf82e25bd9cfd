//! The containers: their engine, and what they may use together.

use std::path::PathBuf;

use super::settings::{Maybe, settings};

settings! {
    /// The engine, and what its containers may use together.
    EngineConfig, EngineLayer {
        /// Where the engine listens (`unix:///…` or `tcp://…`); Docker's own socket where empty.
        docker_host: Maybe<String> = None, "docker-host", "MADANG_DOCKER_HOST";
        /// The name that all containers of this server carry as a label, and that tells them from those
        /// of another server on the same engine. Made from the data directory where empty.
        instance: Maybe<String> = None, "instance", "MADANG_INSTANCE";
        /// Where sessions keep their files. The engine mounts them from the same path, so both must see
        /// the same file system. One server at a time.
        data_dir: PathBuf = "/var/lib/madang", "data-dir", "MADANG_DATA_DIR";
        /// A directory whose folders add runners or replace them.
        runners_dir: Maybe<PathBuf> = None, "runners-dir", "MADANG_RUNNERS_DIR";
        /// The first of the uids that containers run as. Nothing else on the host should use the range.
        uid_first: u32 = 1_900_000_000_u32, "uid-first", "MADANG_UID_FIRST";
        /// How many uids there are; every container uses two.
        uid_count: u32 = 8192_u32, "uid-count", "MADANG_UID_COUNT";
        /// The cgroup that all containers lie under. A slice where the engine's driver is systemd.
        cgroup_parent: Maybe<String> = None, "cgroup-parent", "MADANG_CGROUP_PARENT";
        /// The memory of all containers together; three quarters of the host's where empty.
        total_memory_mib: Maybe<u64> = None, "total-memory-mib", "MADANG_TOTAL_MEMORY_MIB";
        /// The CPUs of all containers together, in thousandths of one; the host's where empty.
        total_cpu_milli: Maybe<u32> = None, "total-cpu-milli", "MADANG_TOTAL_CPU_MILLI";
        /// The processes and threads of all containers together.
        total_pids: u32 = 8192_u32, "total-pids", "MADANG_TOTAL_PIDS";
        /// The engine's runtime, such as `runsc`; its default where empty.
        runtime: Maybe<String> = None, "runtime", "MADANG_RUNTIME";
        /// The time zone of programs.
        time_zone: String = "UTC", "time-zone", "MADANG_TIME_ZONE";
        /// The network that images are built in.
        build_network: String = "host", "build-network", "MADANG_BUILD_NETWORK";
    }
}

settings! {
    /// The most that a runner's `runner.toml` gets; what asks for more is cut down to it.
    RunnerCaps, CapsLayer {
        /// Memory of one container.
        memory_mib: u64 = 2048_u64, "cap-memory-mib", "MADANG_CAP_MEMORY_MIB";
        /// CPUs of one container, in thousandths of one.
        cpu_milli: u32 = 4000_u32, "cap-cpu-milli", "MADANG_CAP_CPU_MILLI";
        /// Processes and threads of one container.
        pids: u32 = 1024_u32, "cap-pids", "MADANG_CAP_PIDS";
        /// The work directory, in MiB.
        work_mib: u64 = 512_u64, "cap-work-mib", "MADANG_CAP_WORK_MIB";
        /// Files and directories in the work directory.
        work_files: u32 = 65_536_u32, "cap-work-files", "MADANG_CAP_WORK_FILES";
        /// /tmp, in MiB.
        tmp_mib: u64 = 512_u64, "cap-tmp-mib", "MADANG_CAP_TMP_MIB";
        /// Descriptors of one process.
        open_files: u32 = 16_384_u32, "cap-open-files", "MADANG_CAP_OPEN_FILES";
        /// Seconds that compiling may take.
        compile_s: u64 = 300_u64, "clock-compile-s", "MADANG_CLOCK_COMPILE_S";
        /// Seconds of CPU time.
        cpu_s: u64 = 3600_u64, "clock-cpu-s", "MADANG_CLOCK_CPU_S";
        /// Seconds without anything read, written or computed.
        idle_s: u64 = 86_400_u64, "clock-idle-s", "MADANG_CLOCK_IDLE_S";
        /// Seconds in all.
        wall_s: u64 = 86_400_u64, "clock-wall-s", "MADANG_CLOCK_WALL_S";
    }
}
