//! What a container may do and use, as the engine is told. Pure.

use std::collections::HashMap;
use std::path::Path;

use bollard::models::{
    ContainerCreateBody, HostConfig, HostConfigLogConfig, Mount, MountType, ResourcesUlimits,
};
use protocol::SessionId;

use super::cpu_share::CpuShare;
use super::owners::Uids;
use super::{LABEL_INSTANCE, LABEL_SESSION};
use crate::runners::Runner;

/// Docker's list of system calls, as data, without those that no program here needs: `io_uring`, tracing
/// and namespaces of its own, and sockets of other families than local, internet and netlink.
const SECCOMP: &str = include_str!("seccomp.json");

/// What every container calls itself. Its own id would tell containers apart.
const HOSTNAME: &str = "madang";

/// Where the program's files are seen, and cannot be written.
const WORKSPACE: &str = "/workspace";

/// Where the program runs and writes.
const WORK: &str = "/home/runner";

/// Shared memory. Programs use little; a semaphore takes a page.
const SHM_BYTES: u64 = 16 * 1024 * 1024;
const SHM_FILES_MAX: u32 = 1024;

/// What a user's message queues may take: kernel memory, so it is bounded whatever the host's own bound is. The
/// kernel's own default (`mq_overview(7)`, `RLIMIT_MSGQUEUE`).
const QUEUES_BYTES: u64 = 819_200;

/// The period that the CPU quota is for, in microseconds. The kernel's own default.
const CPU_PERIOD_US: i64 = 100_000;

/// Containers go first when the host runs out of memory; the launcher raises its program further.
const OOM_SCORE_ADJ: i64 = 500;

/// What the launcher needs to bring up the loopback device, to become another user than root, and to
/// give up what is left.
const BOOT_CAPABILITIES: [&str; 4] = ["NET_ADMIN", "SETUID", "SETGID", "SETPCAP"];

/// Where what is booted ahead waits for its run: as many files as gates, and hardly a byte.
const GATES: &str = "/run/madang";
const GATES_BYTES: u64 = 64 * 1024;
const GATES_FILES_MAX: u32 = 15;

/// gVisor's runtime, as its documents and packages call it.
const GVISOR: &str = "runsc";

/// What gVisor needs of the limit on processes: its own threads count, the program's processes do not.
const GVISOR_PIDS_MIN: i64 = 512;

/// What differs from container to container.
pub(super) struct Place<'a> {
    pub(super) session: SessionId,
    pub(super) directory: &'a Path,
    pub(super) uids: Uids,
}

/// What is the same for all containers of a server.
pub(super) struct Settings<'a> {
    pub(super) instance: &'a str,
    pub(super) runtime: Option<&'a str>,
    pub(super) time_zone: &'a str,
    pub(super) cgroup_parent: &'a str,
    pub(super) cpu_milli_max: u32,
    pub(super) swappiness: Option<i64>,
}

/// The container of a session.
pub(super) fn container(
    runner: &Runner,
    place: &Place<'_>,
    settings: &Settings<'_>,
    share: CpuShare,
) -> ContainerCreateBody {
    let labels = [
        (LABEL_INSTANCE.to_owned(), settings.instance.to_owned()),
        (LABEL_SESSION.to_owned(), place.session.to_string()),
    ];
    ContainerCreateBody {
        image: Some(runner.image.clone()),
        cmd: Some(vec![
            "--launcher-uid".to_owned(),
            place.uids.launcher.to_string(),
            "--program-uid".to_owned(),
            place.uids.program.to_string(),
        ]),
        labels: Some(HashMap::from(labels)),
        hostname: Some(HOSTNAME.to_owned()),
        // Root until the launcher has shed it, before anything of the user's is there.
        user: Some("0:0".to_owned()),
        working_dir: Some(WORK.to_owned()),
        env: Some(environment(runner, settings.time_zone)),
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        open_stdin: Some(true),
        // The launcher gets end of file, and exits, when this server is gone.
        stdin_once: Some(true),
        tty: Some(false),
        // Not the network called "none": the engine makes that one slowly. The launcher brings up the loopback
        // device.
        network_disabled: Some(true),
        host_config: Some(host(runner, place, settings, share)),
        ..ContainerCreateBody::default()
    }
}

fn environment(runner: &Runner, time_zone: &str) -> Vec<String> {
    let mut variables: HashMap<&str, &str> =
        HashMap::from([("HOME", WORK), ("LANG", "C.UTF-8"), ("TERM", "xterm-256color"), ("TZ", time_zone)]);
    variables.extend(runner.env.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut variables: Vec<_> = variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
    variables.sort_unstable();
    variables
}

fn host(runner: &Runner, place: &Place<'_>, settings: &Settings<'_>, share: CpuShare) -> HostConfig {
    let limits = &runner.limits;
    let memory = i64::try_from(limits.memory_bytes).unwrap_or(i64::MAX);
    let cpu_milli = limits.cpu_milli.min(settings.cpu_milli_max);
    HostConfig {
        auto_remove: Some(true),
        init: Some(false),
        runtime: settings.runtime.map(str::to_owned),
        cgroup_parent: Some(settings.cgroup_parent.to_owned()),
        memory: Some(memory),
        // Memory and swap together: no swap.
        memory_swap: Some(memory),
        memory_swappiness: settings.swappiness,
        cpu_period: Some(CPU_PERIOD_US),
        cpu_shares: (share != CpuShare::Whole).then(|| share.shares()),
        cpu_quota: Some(i64::from(cpu_milli) * CPU_PERIOD_US / 1000),
        pids_limit: Some(pids_limit(limits.pids_max, settings.runtime)),
        oom_score_adj: Some(OOM_SCORE_ADJ),
        ulimits: Some(ulimits(runner)),
        // A private one without Docker's own /dev/shm, which has no bound on the number of files.
        ipc_mode: Some("none".to_owned()),
        cap_drop: Some(vec!["ALL".to_owned()]),
        cap_add: Some(BOOT_CAPABILITIES.map(str::to_owned).to_vec()),
        security_opt: Some(vec!["no-new-privileges:true".to_owned(), format!("seccomp={SECCOMP}")]),
        readonly_rootfs: Some(true),
        tmpfs: Some(tmpfs(runner, place.uids)),
        // As a mount and not a bind: the engine refuses a missing source instead of making it.
        mounts: Some(vec![Mount {
            typ: Some(MountType::BIND),
            source: Some(place.directory.to_string_lossy().into_owned()),
            target: Some(WORKSPACE.to_owned()),
            read_only: Some(true),
            ..Mount::default()
        }]),
        // Docker's own would write every byte to the host's disk.
        log_config: Some(HostConfigLogConfig { typ: Some("none".to_owned()), config: None }),
        ..HostConfig::default()
    }
}

fn pids_limit(pids_max: u32, runtime: Option<&str>) -> i64 {
    let pids = i64::from(pids_max);
    if runtime == Some(GVISOR) { pids.max(GVISOR_PIDS_MIN) } else { pids }
}

fn ulimits(runner: &Runner) -> Vec<ResourcesUlimits> {
    let limits = &runner.limits;
    // The cgroup's limit alone would do for the program. But its fork is refused late, holding a lock that every start of a
    // container waits for: three fork bombs made each start take 6 s. This one, of the program's uid, is refused at
    // once (`copy_process` in Linux' kernel/fork.c). One is the launcher's, which has a uid of its own, one to spare.
    let processes = limits.pids_max.saturating_sub(2).max(1);
    // Twice the largest file system, so that a program that fills one hears ENOSPC, not a signal.
    let file_bytes = 2 * limits.work_bytes.max(limits.tmp_bytes).max(SHM_BYTES);
    let limit = |name: &str, value: u64| {
        let value = Some(i64::try_from(value).unwrap_or(i64::MAX));
        ResourcesUlimits { name: Some(name.to_owned()), soft: value, hard: value }
    };
    vec![
        limit("nofile", limits.open_files_max.into()),
        limit("nproc", processes.into()),
        limit("fsize", file_bytes),
        limit("core", 0),
        limit("msgqueue", QUEUES_BYTES),
    ]
}

fn tmpfs(runner: &Runner, uids: Uids) -> HashMap<String, String> {
    let limits = &runner.limits;
    let options = |bytes: u64, files: u32, mode: &str| {
        let uid = uids.program;
        // The directory itself counts as one.
        let inodes = files.saturating_add(1);
        format!("rw,exec,nosuid,nodev,size={bytes},nr_inodes={inodes},mode={mode},uid={uid},gid={uid}")
    };
    HashMap::from([
        (WORK.to_owned(), options(limits.work_bytes, limits.work_files_max, "0700")),
        ("/tmp".to_owned(), options(limits.tmp_bytes, limits.work_files_max, "1777")),
        (GATES.to_owned(), options(GATES_BYTES, GATES_FILES_MAX, "0700")),
        ("/dev/shm".to_owned(), options(SHM_BYTES, SHM_FILES_MAX, "1777")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> ContainerCreateBody {
        let place = Place {
            session: SessionId::from_u128(7),
            directory: Path::new("/data/sessions/7"),
            uids: Uids { launcher: 1000, program: 1001 },
        };
        let settings = Settings {
            instance: "test",
            runtime: Some("runsc"),
            time_zone: "Asia/Seoul",
            cgroup_parent: "/madang",
            cpu_milli_max: 2000,
            swappiness: Some(0),
        };
        container(&crate::sandbox::fake::runner("python"), &place, &settings, CpuShare::Boot)
    }

    #[test]
    fn a_container_is_made_like_this() {
        let mut body = body();
        let security = body.host_config.as_mut().unwrap().security_opt.as_mut().unwrap();
        security.retain(|option| !option.starts_with("seccomp="));
        // Through a value, whose keys are sorted.
        insta::assert_snapshot!(serde_json::to_string_pretty(&serde_json::to_value(body).unwrap()).unwrap());
    }

    #[test]
    fn gvisor_has_room_for_its_own_threads() {
        assert_eq!(pids_limit(32, None), 32);
        assert_eq!(pids_limit(32, Some("kata")), 32);
        assert_eq!(pids_limit(32, Some("runsc")), 512);
        assert_eq!(pids_limit(1024, Some("runsc")), 1024);
    }

    #[test]
    fn a_runner_gets_no_more_cpu_than_all_have_together() {
        let mut runner = (*crate::sandbox::fake::runner("python")).clone();
        runner.limits.cpu_milli = 8000;
        let place = Place {
            session: SessionId::from_u128(7),
            directory: Path::new("/data"),
            uids: Uids { launcher: 1, program: 2 },
        };
        let settings = Settings {
            instance: "test",
            runtime: None,
            time_zone: "UTC",
            cgroup_parent: "/madang",
            cpu_milli_max: 1500,
            swappiness: None,
        };
        let host = container(&runner, &place, &settings, CpuShare::Whole).host_config.unwrap();
        assert_eq!((host.cpu_quota, host.cpu_shares), (Some(150_000), None));
    }

    #[test]
    fn the_seccomp_profile_is_a_list_of_what_is_allowed() {
        let options = body().host_config.unwrap().security_opt.unwrap();
        let text = options.iter().find_map(|option| option.strip_prefix("seccomp=")).unwrap();
        let profile: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(profile["defaultAction"], "SCMP_ACT_ERRNO");
        let allowed: Vec<&str> = profile["syscalls"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|rule| rule["action"] == "SCMP_ACT_ALLOW")
            .flat_map(|rule| rule["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()))
            .collect();
        for name in ["read", "execve", "futex", "capset", "setresuid", "setgroups"] {
            assert!(allowed.contains(&name), "{name}");
        }
        for name in [
            "io_uring_setup",
            "io_uring_enter",
            "io_uring_register",
            "unshare",
            "setns",
            "mount",
            "ptrace",
            "bpf",
            "perf_event_open",
            "userfaultfd",
            "keyctl",
            "add_key",
            "request_key",
            "process_vm_readv",
            "clone3",
        ] {
            assert!(!allowed.contains(&name), "{name}");
        }
    }
}
