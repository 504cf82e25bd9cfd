//! Every end is told, at once, and leaves nothing behind.

use std::time::{Duration, Instant};

use launcher::messages::{FromLauncher, Io, Phase, Status, ToLauncher};

use crate::harness::{AMPLE, Container, Story, TERMINAL};

const SIGKILL: i32 = 9;
const SIGSEGV: i32 = 11;

/// What Stop is promised to take, in the launcher.
const AT_ONCE: Duration = Duration::from_millis(300);

/// What it is promised to take while as many processes as may be all want the processor.
const AT_ONCE_IN_A_CROWD: Duration = Duration::from_secs(1);

/// Kills and expects the end in time.
fn kill(container: &mut Container, story: &mut Story) {
    kill_within(AT_ONCE, container, story);
}

fn kill_within(time: Duration, container: &mut Container, story: &mut Story) {
    let begin = Instant::now();
    container.send(&ToLauncher::Kill);
    container.until_end(story);
    let took = begin.elapsed();
    assert!(took < time, "{took:?}");
}

#[test]
fn row_23_exit_codes_and_signals_are_told_exactly() {
    for (script, status) in [
        ("exit 0", Status::Code(0)),
        ("exit 1", Status::Code(1)),
        ("exit 137", Status::Code(137)),
        ("exit 255", Status::Code(255)),
        ("kill -SEGV $$", Status::Signal(SIGSEGV)),
        ("kill -KILL $$", Status::Signal(SIGKILL)),
        ("kill -PIPE $$", Status::Signal(13)),
    ] {
        let mut container = Container::new();
        container.shell(TERMINAL, script);
        assert_eq!(container.finish().status(), status, "{script}");
    }
}

#[test]
fn row_25_kill_is_answered_at_once_during_a_flood_that_nobody_reads() {
    for io in [TERMINAL, Io::Pipes] {
        let mut container = Container::new();
        container.start(io, &[], &["yes"], 10_000);
        let mut story = Story::default();
        container.listen(&mut story, Duration::from_millis(700));
        assert_eq!(story.stdout.len(), 10_000);
        kill(&mut container, &mut story);
        assert_eq!(story.status(), Status::Signal(SIGKILL));
        assert!(story.stdout.len() > 10_000, "what was already printed still arrives");
    }
}

#[test]
fn row_10_kill_ends_what_ignores_every_signal_and_what_is_stopped() {
    let ignoring = "trap '' TERM INT HUP QUIT TSTP; echo up; while :; do sleep 1; done";
    let stopped = "echo up; kill -STOP 0; kill -STOP $$";
    for script in [ignoring, stopped] {
        let mut container = Container::new();
        container.shell(TERMINAL, script);
        let mut story = Story::default();
        container.until(&mut story, "up\n");
        container.listen(&mut story, Duration::from_millis(300));
        kill(&mut container, &mut story);
        assert_eq!(story.status(), Status::Signal(SIGKILL), "{script}");
    }
}

#[test]
fn kill_before_the_start_is_an_end_too() {
    let mut container = Container::new();
    let mut story = Story::default();
    kill(&mut container, &mut story);
    assert_eq!(story.status(), Status::Signal(SIGKILL));
    container.wait_until_gone(Duration::from_secs(5));
}

#[test]
fn row_11_daemons_die_with_the_program() {
    for io in [TERMINAL, Io::Pipes] {
        let mut container = Container::new();
        // The daemon holds the output open and keeps writing: the end must not wait for it.
        container.shell(io, "(setsid bash -c 'trap \"\" HUP; while :; do echo still; sleep 0.05; done' &) ; sleep 0.3; echo main ends; exit 4");
        let mut story = Story::default();
        container.until(&mut story, "main ends");
        container.until_end_within(&mut story, Duration::from_secs(1));
        assert_eq!(story.status(), Status::Code(4));
        container.wait_until_gone(Duration::from_secs(5));
    }
}

#[test]
fn row_01_a_fork_bomb_is_killed_and_its_limit_is_told() {
    let mut container = Container::new();
    container.perl(Io::Pipes, "$| = 1; print qq(up\\n); while (1) { fork }");
    let mut story = Story::default();
    container.until(&mut story, "up\n");
    container.listen(&mut story, Duration::from_secs(1));
    kill_within(AT_ONCE_IN_A_CROWD, &mut container, &mut story);
    assert_eq!(story.status(), Status::Signal(SIGKILL));
    assert!(story.exit().usage.pids_limit_hits.is_some_and(|hits| hits > 0), "{:?}", story.exit());
}

#[test]
fn row_12_orphans_are_reaped_while_control_is_still_heard() {
    let mut container = Container::new();
    // Each child leaves a grandchild to PID 1, far more of them than the limit has room for.
    let script = "$| = 1; for (1..3000) { my $p; until (defined($p = fork)) { select undef, undef, undef, .001 } \
                 if (!$p) { fork; exit } waitpid $p, 0 } print qq(done\\n); sleep 60";
    container.perl(Io::Pipes, script);
    let mut story = Story::default();
    container.until(&mut story, "done\n");
    kill(&mut container, &mut story);
    assert_eq!(story.status(), Status::Signal(SIGKILL));
}

#[test]
fn row_02_a_memory_bomb_and_a_child_killed_for_memory_are_told() {
    let mut container = Container::new();
    container.perl(Io::Pipes, "my @a; push @a, 'x' x 1_000_000 while 1");
    let story = container.finish();
    assert_eq!(story.status(), Status::Signal(SIGKILL));
    assert!(story.exit().usage.oom_kills.is_some_and(|kills| kills > 0), "{story:?}");
    assert!(story.exit().usage.memory_peak_bytes.is_some_and(|bytes| bytes > 50_000_000), "{story:?}");

    let mut container = Container::new();
    container.perl(Io::Pipes, "if (!fork) { my @a; push @a, 'x' x 1_000_000 while 1 } wait; exit 0");
    let story = container.finish();
    assert_eq!(story.status(), Status::Code(0));
    assert!(story.exit().usage.oom_kills.is_some_and(|kills| kills > 0), "{story:?}");
}

#[test]
fn row_35_the_container_goes_with_the_server_even_with_a_full_stdin_that_nobody_reads() {
    for io in [TERMINAL, Io::Pipes] {
        let mut container = Container::new();
        container.start(io, &[], &["bash", "-c", "echo up; yes"], AMPLE);
        let mut story = Story::default();
        container.until(&mut story, "up\n");
        while (story.consumed as usize) < 64 * 1024 {
            container.send(&ToLauncher::Stdin(vec![b'\n'; 16 * 1024]));
            let before = story.consumed;
            container.listen(&mut story, Duration::from_millis(300));
            if story.consumed == before {
                break;
            }
        }
        container.hang_up();
        container.wait_until_gone(Duration::from_secs(5));
    }
}

#[test]
fn the_container_goes_with_the_server_before_the_start() {
    let mut container = Container::new();
    container.hang_up();
    container.wait_until_gone(Duration::from_secs(5));
}

#[test]
fn what_is_not_a_message_ends_the_run_in_words() {
    let mut container = Container::new();
    container.shell(TERMINAL, "echo up; sleep 60");
    let mut story = Story::default();
    container.until(&mut story, "up\n");
    container.send_raw(&[1, 0, 0, 0, 99, 0xff, 0xff, 0xff, 0xff]);
    container.until_end(&mut story);
    assert_eq!(story.end, Some(FromLauncher::Failed("there is no message of kind 99".to_owned())));
}

#[test]
fn a_second_start_is_refused() {
    let mut container = Container::new();
    container.shell(TERMINAL, "sleep 60");
    container.shell(TERMINAL, "echo twice");
    let story = container.finish();
    assert_eq!(story.end, Some(FromLauncher::Failed("Start came twice".to_owned())));
    assert_eq!(story.phases, [Phase::Running]);
}

#[test]
fn messages_after_the_end_are_ignored() {
    let mut container = Container::new();
    container.shell(Io::Pipes, "echo bye");
    let mut story = Story::default();
    container.until(&mut story, "bye\n");
    let mut late = Vec::new();
    for message in [ToLauncher::Kill, ToLauncher::StdinClose, ToLauncher::Credit(u64::MAX), ToLauncher::Kill]
    {
        launcher::codec::encode(&message, &mut late);
    }
    // In one write, so that all of it is in the pipe before the launcher can go.
    container.send_raw(&late);
    container.until_end(&mut story);
    assert!(matches!(story.status(), Status::Code(0) | Status::Signal(SIGKILL)));
}
