//! Every limit of a container, seen from inside and by the engine.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use launcher::messages::Status;
use serde_json::json;

use crate::support::{Ended, World, finish, start};

const MIB: u64 = 1024 * 1024;

async fn bash(script: &str) -> Ended {
    let world = World::new().await;
    world.run_language("bash", script).await
}

async fn python(script: &str) -> Ended {
    let ended = World::new().await.run_language("python", script).await;
    assert_eq!((ended.stderr.as_str(), ended.exit.status), ("", Status::Code(0)), "{}", ended.stdout);
    ended
}

#[tokio::test]
async fn row_02_memory_is_bounded_and_the_launcher_survives() {
    let ended = World::new().await.run_language("python", "x = bytearray(1 << 30)").await;
    assert_eq!(ended.exit.status, Status::Signal(9));
    assert!(ended.exit.usage.oom_kills.is_some_and(|kills| kills > 0), "{:?}", ended.exit);
}

#[tokio::test]
async fn row_02_a_child_that_takes_too_much_memory_is_counted_when_its_parent_exits_well() {
    let script = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'x = bytearray(1 << 30)'])";
    let ended = World::new().await.run_language("python", script).await;
    assert_eq!(ended.exit.status, Status::Code(0));
    assert!(ended.exit.usage.oom_kills.is_some_and(|kills| kills > 0), "{:?}", ended.exit);
}

#[tokio::test]
async fn row_01_processes_are_bounded() {
    let script = "
import os, time
made = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(600)
        made += 1
except BlockingIOError as error:
    print(made, error.strerror)
";
    let ended = python(script).await;
    let (made, reason) = ended.stdout.trim().split_once(' ').unwrap();
    assert_eq!(reason, "Resource temporarily unavailable");
    assert!((100..128).contains(&made.parse::<u32>().unwrap()), "{made}");
    // By the limit of its uid: where the cgroup's refuses, a fork bomb keeps other containers from starting.
    assert_eq!(ended.exit.usage.pids_limit_hits, Some(0), "{:?}", ended.exit);
}

#[tokio::test]
async fn row_16_cpu_time_is_bounded() {
    // Four busy processes for two seconds, with half a CPU together.
    let ended = bash("for i in 1 2 3 4; do timeout 2 bash -c 'while :; do :; done' & done; wait").await;
    let cpu_us = ended.exit.usage.cpu_us.unwrap();
    assert!((300_000..1_500_000).contains(&cpu_us), "{cpu_us}");
}

#[tokio::test]
async fn row_19_there_is_no_network() {
    let script = "
import errno, socket
print([name for _, name in socket.if_nameindex() if name == 'lo' or name.startswith('e')])
for address in [('169.254.169.254', 80), ('192.0.2.1', 53), ('172.17.0.1', 80)]:
    try:
        socket.create_connection(address, 2)
        print('connected')
    except OSError as error:
        print(errno.errorcode[error.errno])
server = socket.create_server(('127.0.0.1', 0))
socket.create_connection(server.getsockname(), 2).sendall(b'own loopback')
print(server.accept()[0].recv(99).decode())
";
    assert_eq!(python(script).await.stdout, "['lo']\nENETUNREACH\nENETUNREACH\nENETUNREACH\nown loopback\n");
}

#[tokio::test]
async fn row_04_the_root_and_the_workspace_are_read_only() {
    let script = "
import errno, os
for path in ['/x', '/etc/x', '/usr/x', '/workspace/x', '/workspace/main.py', '/var/tmp/x', '/run/x', '/dev/x', '/sys/x']:
    try:
        os.open(path, os.O_CREAT | os.O_WRONLY)
        print(path, 'opened')
    except OSError as error:
        print(path, errno.errorcode[error.errno])
";
    let output = python(script).await.stdout;
    for line in output.lines() {
        let (path, result) = line.split_once(' ').unwrap();
        let expected: &[&str] = match path {
            // These two are file systems of their own that root may write, and nobody else.
            "/dev/x" | "/sys/x" => &["EACCES", "EROFS", "EPERM"],
            // It exists, and its mode comes first.
            "/workspace/main.py" => &["EACCES"],
            _ => &["EROFS"],
        };
        assert!(expected.contains(&result), "{line}");
    }
    assert_eq!(output.lines().count(), 9);
}

#[tokio::test]
async fn row_03_writable_file_systems_are_bounded_in_bytes_and_files() {
    let script = "
for directory in /home/runner /tmp /dev/shm; do
    head -c 30M /dev/zero >$directory/big
    echo \"$directory $(stat -c %s $directory/big)\"
    rm $directory/big
    count=0
    while : 2>/dev/null >$directory/file$count; do count=$((count + 1)); done
    echo \"$directory $count\"
    rm $directory/file*
done
for mount in $(cut -d ' ' -f 2 /proc/mounts | sort); do
    [ -d $mount ] && [ -w $mount ] && echo -n \"$mount \"
done
";
    let ended = bash(script).await;
    let expected = format!(
        "/home/runner {}\n/home/runner 255\n/tmp {}\n/tmp 256\n/dev/shm {}\n/dev/shm 1024\n",
        // The program itself takes a page and a file.
        8 * MIB - 4096,
        4 * MIB,
        16 * MIB
    );
    assert!(ended.stdout.starts_with(&expected), "{}\n{}", ended.stdout, ended.stderr);
    assert!(ended.stderr.contains("No space left on device"), "{}", ended.stderr);
    let writable = ended.stdout.lines().last().unwrap();
    // Queues are bounded by a limit of each user's own, the gates' place by 64 KiB and 16 files.
    assert_eq!(
        writable, "/dev/mqueue /dev/shm /home/runner /run/madang /tmp ",
        "nothing else can be written"
    );
}

#[tokio::test]
async fn row_21_the_program_has_no_rights_and_an_own_uid() {
    let world = World::new().await;
    let script = "
cat /proc/self/status | grep -E '^(Uid|Gid|Groups|CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):' | tr -s '\\t ' ' '
hostname; ulimit -Sn; ulimit -Hn; ulimit -Hc; ulimit -Hf; ulimit -Hq; cat /proc/self/oom_score_adj; pwd; echo $HOME $TZ $TERM
find / -xdev -perm /6000 -type f
";
    let first = world.run_language("bash", script).await.stdout;
    let mut lines = first.lines();
    let uid = lines.next().unwrap().split(' ').nth(1).unwrap().parse::<u32>().unwrap();
    assert!((1_900_000_000..1_900_008_192).contains(&uid), "{first}");
    let none = "0000000000000000";
    let expected = [
        format!("Gid: {uid} {uid} {uid} {uid}"),
        "Groups: ".into(),
        format!("CapInh: {none}"),
        format!("CapPrm: {none}"),
        format!("CapEff: {none}"),
        format!("CapBnd: {none}"),
        format!("CapAmb: {none}"),
        "NoNewPrivs: 1".into(),
        "Seccomp: 2".into(),
        "madang".into(),
        "128".into(),
        "128".into(),
        "0".into(),
        // In blocks of 1,024 bytes: twice the largest file system.
        (32 * 1024).to_string(),
        "819200".into(),
        "1000".into(),
        "/home/runner".into(),
        "/home/runner UTC xterm-256color".into(),
    ];
    assert_eq!(lines.collect::<Vec<_>>(), expected);
    let second = world.run_language("bash", script).await.stdout;
    assert_ne!(first.lines().next(), second.lines().next(), "every container has its own uid");
}

#[tokio::test]
async fn row_20_dangerous_system_calls_are_refused() {
    let script = "
import ctypes, errno, os, platform, socket
libc = ctypes.CDLL(None, use_errno=True)
numbers = {
    'x86_64': dict(unshare=272, setns=308, mount=165, umount2=166, pivot_root=155, open_tree=428, move_mount=429,
                   fsopen=430, fsmount=432, mount_setattr=442, ptrace=101, bpf=321, perf_event_open=298,
                   userfaultfd=323, keyctl=250, add_key=248, request_key=249, io_uring_setup=425,
                   io_uring_enter=426, io_uring_register=427, process_vm_readv=310, process_vm_writev=311,
                   kexec_load=246, kexec_file_load=320, init_module=175, finit_module=313, delete_module=176,
                   reboot=169, swapon=167, swapoff=168, acct=163, quotactl=179, syslog=103, settimeofday=164,
                   clock_settime=227, open_by_handle_at=304, fanotify_init=300, clone3=435),
    'aarch64': dict(unshare=97, setns=268, mount=40, umount2=39, pivot_root=41, open_tree=428, move_mount=429,
                    fsopen=430, fsmount=432, mount_setattr=442, ptrace=117, bpf=280, perf_event_open=241,
                    userfaultfd=282, keyctl=219, add_key=217, request_key=218, io_uring_setup=425,
                    io_uring_enter=426, io_uring_register=427, process_vm_readv=270, process_vm_writev=271,
                    kexec_load=104, kexec_file_load=294, init_module=105, finit_module=273, delete_module=106,
                    reboot=142, swapon=224, swapoff=225, acct=89, quotactl=60, syslog=116, settimeofday=170,
                    clock_settime=112, open_by_handle_at=265, fanotify_init=262, clone3=435),
}[platform.machine()]
for name, number in numbers.items():
    ctypes.set_errno(0)
    result = libc.syscall(number, 0, 0, 0, 0, 0)
    print(name, result, errno.errorcode.get(ctypes.get_errno()))
# The other way to a name space of users: a flag beside the signal of an ordinary child.
result = libc.syscall({'x86_64': 56, 'aarch64': 220}[platform.machine()], 0x10000000 | 17, 0, 0, 0, 0)
if result == 0:
    os._exit(0)
print('clone', result, errno.errorcode.get(ctypes.get_errno()))
for family, kind in [(40, 1), (17, 3), (38, 5), (2, 3), (16, 3), (2, 1), (10, 2), (1, 1)]:
    try:
        # A raw socket needs a protocol: ICMP's number.
        socket.socket(family, kind, 1 if (family, kind) == (2, 3) else 0).close()
        print(family, kind, 'ok')
    except OSError as error:
        print(family, kind, errno.errorcode[error.errno])
";
    let output = python(script).await.stdout;
    let (refused, sockets): (Vec<_>, Vec<_>) =
        output.lines().partition(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
    assert_eq!(refused.len(), 39);
    for line in refused {
        assert!(line.ends_with("-1 EPERM") || line.ends_with("-1 ENOSYS"), "{line}");
    }
    assert_eq!(sockets[..4], ["40 1 EPERM", "17 3 EPERM", "38 5 EPERM", "2 3 EPERM"]);
    assert_eq!(sockets[4..], ["16 3 ok", "2 1 ok", "10 2 ok", "1 1 ok"]);
}

#[tokio::test]
async fn the_engine_was_told_every_limit() {
    let world = World::with(|config| config.time_zone = "Asia/Seoul".into()).await;
    let slot = world.create(&world.runner("bash")).await;
    let container = serde_json::to_value(world.inspect_only().await).unwrap();
    let host = &container["HostConfig"];
    let expected = json!({
        "AutoRemove": true, "Memory": 64 * MIB, "MemorySwap": 64 * MIB, "CpuPeriod": 100_000, "CpuQuota": 50_000,
        "PidsLimit": 64, "ReadonlyRootfs": true, "Privileged": false, "CapDrop": ["ALL"],
        "CapAdd": ["NET_ADMIN", "SETUID", "SETGID", "SETPCAP"], "OomScoreAdj": 500, "IpcMode": "none", "PidMode": "",
        "UTSMode": "", "LogConfig": {"Type": "none", "Config": {}}, "CgroupParent": world.sandbox.cgroup_parent(),
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&host[key], value, "{key}");
    }
    let security: Vec<_> =
        host["SecurityOpt"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(security.contains(&"no-new-privileges:true"));
    assert!(security.iter().any(|option| option.starts_with("seccomp={")));
    assert_eq!(container["Config"]["Hostname"], "madang");
    assert!(container["Config"]["Env"].as_array().unwrap().contains(&json!("TZ=Asia/Seoul")));
    let mounts = container["Mounts"].as_array().unwrap();
    assert_eq!(mounts.len(), 1);
    assert_eq!((&mounts[0]["Destination"], &mounts[0]["RW"]), (&json!("/workspace"), &json!(false)));
    // The launcher brings up the loopback of a name space that has nothing else.
    assert_eq!(container["Config"]["NetworkDisabled"], true);
    let networks = container["NetworkSettings"]["Networks"].as_object().unwrap();
    assert!(networks.values().all(|network| network["IPAddress"] == ""), "{networks:?}");
    slot.remove().await.unwrap();
}

/// The directories of the parent, on cgroup v1 one for each controller.
fn cgroups(parent: &str) -> [PathBuf; 3] {
    let name = parent.trim_matches('/');
    let root = Path::new("/sys/fs/cgroup");
    let of = |controller: &str| {
        let v1 = root.join(controller);
        if v1.is_dir() { v1.join(name) } else { root.join(name) }
    };
    ["memory", "pids", "cpu"].map(of)
}

#[tokio::test]
async fn all_containers_together_are_bounded() {
    let world = World::with(|config| {
        config.total_memory_mib = Some(48).into();
        config.total_pids = 20;
        config.total_cpu_milli = Some(400).into();
    })
    .await;
    let read = |directory: &Path, v1: &str, v2: &str| {
        let v1 = directory.join(v1);
        fs::read_to_string(if v1.exists() { v1 } else { directory.join(v2) }).unwrap().trim().to_owned()
    };
    let [memory, pids, cpu] = cgroups(world.sandbox.cgroup_parent());
    assert_eq!(read(&memory, "memory.limit_in_bytes", "memory.max"), (48 * MIB).to_string());
    assert_eq!(read(&pids, "pids.max", "pids.max"), "20");
    assert!(read(&cpu, "cpu.cfs_quota_us", "cpu.max").starts_with("40000"));

    // Two containers, each far below its own limit of 64 processes.
    let runner = world.runner("bash");
    let mut sleeper = world.create(&runner).await;
    start(&mut sleeper, &runner, "for i in $(seq 8); do sleep 600 & done; echo; wait").await;
    let script = "for i in $(seq 16); do timeout 1 sleep 1 & done; wait";
    let mut slot = world.create(&runner).await;
    start(&mut slot, &runner, script).await;
    let ended = finish(&mut slot).await;
    assert!(ended.stderr.contains("fork: retry") || ended.stderr.contains("Cannot fork"), "{ended:?}");
    sleeper.remove().await.unwrap();
    slot.remove().await.unwrap();

    let taker = world.run_language("python", "x = bytearray(100 << 20)").await;
    assert_eq!(taker.exit.status, Status::Signal(9), "100 MiB fit into its own 256");
    world.until_nothing_is_left().await;
    drop(world);
    assert!(!memory.exists(), "the parent goes with its server");
}

#[tokio::test]
async fn row_05_standard_error_and_output_stay_apart_and_nothing_is_logged_by_the_engine() {
    let world = World::new().await;
    let runner = world.runner("bash");
    let mut slot = world.create(&runner).await;
    start(&mut slot, &runner, "echo out; echo err >&2; cat").await;
    let id = world.inspect_only().await.id.unwrap();
    slot.commands.send(launcher::messages::ToLauncher::StdinClose).await.unwrap();
    let ended = finish(&mut slot).await;
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("out\n", "err\n"));
    let log = format!("/var/lib/docker/containers/{id}/{id}-json.log");
    assert!(!Path::new(&log).exists());
    slot.remove().await.unwrap();
}

#[tokio::test]
async fn row_22_the_same_directory_is_seen_by_no_other_container() {
    let world = World::new().await;
    let runner: Arc<_> = world.runner("bash");
    let script = "ls /workspace; set -- /proc/[0-9]*; echo $#; echo mine >/tmp/mark; ls /home/runner /tmp";
    let first = world.run(&runner, script).await.stdout;
    let second = world.run(&runner, script).await.stdout;
    assert_eq!(first, second, "nothing of the first run is left for the second");
    assert!(first.starts_with("main.sh\n"));
}
