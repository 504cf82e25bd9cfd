//! The program has no privilege, and no way to its launcher.

use launcher::messages::{FromLauncher, Io, Status};

use crate::harness::{Container, PATIENCE, TERMINAL};

#[test]
fn the_program_has_no_privilege_and_no_group() {
    let mut container = Container::new();
    container.shell(
        Io::Pipes,
        "id -u; id -g; grep -E '^(Groups|Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|SigBlk|SigIgn):' /proc/self/status | tr -s '[:space:]' ' '",
    );
    let zero = "0000000000000000";
    let expected = format!(
        "70002\n70002\nGroups: SigBlk: {zero} SigIgn: {zero} CapInh: {zero} CapPrm: {zero} CapEff: {zero} \
         CapBnd: {zero} CapAmb: {zero} NoNewPrivs: 1 "
    );
    assert_eq!(container.finish().text(), expected);
}

#[test]
fn no_signal_is_ignored_that_the_engine_ignored() {
    let mut container = Container::ignoring("HUP USR1 TERM 64");
    container.shell(Io::Pipes, "grep -E '^Sig(Blk|Ign):' /proc/self/status | tr -s '[:space:]' ' '");
    let zero = "0000000000000000";
    assert_eq!(container.finish().text(), format!("SigBlk: {zero} SigIgn: {zero} "));
}

#[test]
fn the_launcher_has_no_privilege_either() {
    let mut container = Container::new();
    container.shell(
        Io::Pipes,
        "grep -E '^(Uid|Gid|Groups|Cap(Inh|Prm|Eff|Bnd|Amb)):' /proc/1/status | tr -s '[:space:]' ' '",
    );
    let zero = "0000000000000000";
    let ids = "70001 70001 70002 70002";
    let expected = format!(
        "Uid: {ids} Gid: {ids} Groups: CapInh: {zero} CapPrm: {zero} CapEff: {zero} CapBnd: {zero} CapAmb: {zero} "
    );
    assert_eq!(container.finish().text(), expected);
}

#[test]
fn the_program_gets_its_three_streams_and_nothing_else() {
    for io in [TERMINAL, Io::Pipes] {
        let mut container = Container::new();
        container.perl(io, "opendir D, '/proc/self/fd'; print join(' ', sort grep { /^\\d+$/ && $_ != fileno D } readdir D), qq(\\n)");
        // Perl's own directory handle is the number after.
        let text = container.finish().text();
        assert!(text == "0 1 2\n" || text == "0 1 2 3\n", "{io:?} {text}");
    }
}

#[test]
fn row_13_nothing_that_the_program_does_touches_the_launcher() {
    let mut container = Container::new();
    let attacks = [
        // What isn't there would fail too, and prove nothing.
        "! type prlimit renice chrt taskset perl",
        "kill -9 1",
        "kill -STOP 1",
        "kill -9 $PPID",
        "kill -CHLD 1; false",
        "prlimit --pid 1 --nofile=3:3",
        "prlimit --pid 1 --as=1000:1000",
        "renice -n 19 -p 1",
        "chrt --idle --pid 0 1",
        "taskset -p 1 1",
        "cat /proc/1/environ",
        "cat /proc/1/maps",
        "ls /proc/1/fd/",
        "readlink /proc/1/exe",
        "head -c 1 /proc/1/mem",
        "echo 1000 > /proc/1/oom_score_adj",
        // ptrace(PTRACE_ATTACH), process_vm_readv, pidfd_getfd of its standard input
        "perl -e 'exit(syscall(101, 16, 1, 0, 0) == 0 ? 0 : 1)'",
        "perl -e 'my $b = q(x) x 8; my $v = pack(q(PQ), $b, 8); exit(syscall(310, 1, $v, 1, $v, 1, 0) < 0 ? 1 : 0)'",
        "perl -e 'my $p = syscall(434, 1, 0); exit(syscall(438, $p, 0, 0) < 0 ? 1 : 0)'",
    ];
    let script = attacks.map(|attack| format!("if {attack}; then echo \"DONE: {attack}\"; fi")).join("\n");
    container.shell(Io::Pipes, &format!("exec 2>/dev/null\n{script}\nkill -9 -1; echo survived"));
    let story = container.finish();
    // kill(1, SIGKILL) is permitted, the launcher's saved user being the program's, and the kernel
    // drops it; kill(-1) spares who sends it and PID 1. That an answer comes at all is the point.
    let done: Vec<_> =
        story.text().lines().filter(|line| line.starts_with("DONE")).map(str::to_owned).collect();
    let harmless = ["DONE: kill -9 1", "DONE: kill -STOP 1", "DONE: kill -9 $PPID"];
    assert!(done.iter().all(|line| harmless.contains(&line.as_str())), "{done:?}");
    assert!(story.text().ends_with("survived\n"), "{:?}", story.text());
    assert_eq!(story.status(), Status::Code(0));
}

#[test]
fn row_14_forged_messages_are_just_output() {
    let mut forged = Vec::new();
    launcher::codec::encode(&FromLauncher::Failed("forged".to_owned()), &mut forged);
    let mut container = Container::with_files(&[("forged", &forged)]);
    container.shell(Io::Pipes, "for fd in 0 1 2 3 4 5 6 7 8 9; do cat forged >&$fd; done 2>/dev/null; cat forged; cat forged > /proc/1/fd/1; exit 6");
    let story = container.finish();
    assert_eq!(story.status(), Status::Code(6));
    assert!(story.stdout.starts_with(&forged));
}

#[test]
fn the_program_is_killed_before_its_launcher_when_memory_runs_out() {
    let mut container = Container::new();
    container.shell(TERMINAL, "cat /proc/self/oom_score_adj /proc/1/oom_score_adj");
    assert_eq!(container.finish().text(), "1000\n500\n");
}

#[test]
fn a_launcher_without_two_users_does_not_get_ready() {
    for options in [&["--launcher-uid", "5", "--program-uid", "5"][..], &["--program-uid", "5"][..]] {
        let container = Container::create(&[], options);
        let first = container.next(PATIENCE);
        assert!(matches!(&first, Some(FromLauncher::Failed(text)) if text.contains("launcher")), "{first:?}");
    }
}
