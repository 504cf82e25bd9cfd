//! What a program prints arrives, unchanged, in order, and no more of it than was asked for.

use std::time::{Duration, Instant};

use launcher::messages::{FromLauncher, Io, Phase, Status, Stream, ToLauncher};

use crate::harness::{AMPLE, Container, Story, TERMINAL};

#[test]
fn a_program_says_hello_on_a_terminal() {
    let mut container = Container::new();
    container.shell(TERMINAL, "test -t 0 && test -t 1 && test -t 2 && tty && echo \"$GREETING $HOME $PWD\"");
    let story = container.finish();
    assert_eq!(story.text(), "/dev/pts/0\n안녕 /home/runner /home/runner\n");
    assert_eq!(story.phases, [Phase::Running]);
    assert_eq!(story.status(), Status::Code(0));
    let usage = story.exit().usage;
    assert!(usage.memory_peak_bytes.is_some_and(|bytes| bytes > 500_000), "{usage:?}");
    assert!(usage.cpu_us.is_some_and(|time| time > 0), "{usage:?}");
    assert_eq!((usage.oom_kills, usage.pids_limit_hits), (Some(0), Some(0)));
    container.wait_until_gone(Duration::from_secs(5));
}

#[test]
fn pipes_keep_output_and_error_apart() {
    let mut container = Container::new();
    container.shell(Io::Pipes, "test -t 0 || test -t 1 || test -t 2 || { echo out; echo err >&2; }");
    let story = container.finish();
    assert_eq!((story.stdout.as_slice(), story.stderr.as_slice()), (&b"out\n"[..], &b"err\n"[..]));
    assert_eq!(story.status(), Status::Code(0));
}

#[test]
fn every_byte_passes_through_pipes_in_both_directions() {
    let mut container = Container::new();
    container.shell(Io::Pipes, "tee /dev/stderr");
    let bytes: Vec<u8> = (0..=255).cycle().take(40_000).collect();
    container.send(&ToLauncher::Stdin(bytes.clone()));
    container.send(&ToLauncher::StdinClose);
    let story = container.finish();
    assert!(story.stdout == bytes && story.stderr == bytes);
    assert_eq!(story.consumed, 40_000);
}

#[test]
fn no_more_than_granted_arrives() {
    let mut container = Container::new();
    container.start(Io::Pipes, &[], &["head", "-c", "500000", "/dev/zero"], 1000);
    let mut story = Story::default();
    container.listen(&mut story, Duration::from_secs(1));
    assert_eq!(story.stdout.len(), 1000);
    container.send(&ToLauncher::Credit(70_001));
    container.listen(&mut story, Duration::from_secs(1));
    assert_eq!(story.stdout.len(), 71_001);
    assert!(story.end.is_none());
    container.send(&ToLauncher::Credit(AMPLE));
    container.until_end(&mut story);
    assert_eq!(story.stdout.len(), 500_000);
}

#[test]
fn what_was_printed_just_before_the_end_arrives_without_credit() {
    for io in [TERMINAL, Io::Pipes] {
        let mut container = Container::new();
        container.start(io, &[], &["bash", "-c", "printf '%02000d' 7; exit 3"], 0);
        let story = container.finish();
        assert_eq!(story.stdout.len(), 2000, "{io:?}");
        assert_eq!(story.status(), Status::Code(3));
    }
}

#[test]
fn output_comes_while_the_program_still_runs() {
    let mut container = Container::new();
    container.shell(TERMINAL, "echo first; sleep 2; echo second");
    let mut story = Story::default();
    container.until(&mut story, "first\n");
    assert_eq!(story.text(), "first\n");
    let seen = Instant::now();
    container.until_end(&mut story);
    assert!(seen.elapsed() > Duration::from_secs(1));
    assert_eq!(story.text(), "first\nsecond\n");
}

#[test]
fn a_terminal_delivers_every_line_of_a_flood_in_order() {
    let mut container = Container::new();
    container.shell(TERMINAL, "seq 100000");
    let text = container.finish().text();
    let numbers = text.lines().map(str::parse);
    assert!(numbers.eq((1..=100_000).map(Ok::<u32, _>)));
}

#[test]
fn pipes_carry_thirty_megabytes_a_second() {
    const BYTES: usize = 60_000_000;
    let mut container = Container::new();
    let begin = Instant::now();
    container.start(Io::Pipes, &[], &["head", "-c", &BYTES.to_string(), "/dev/zero"], AMPLE);
    let story = container.finish();
    assert_eq!(story.stdout.len(), BYTES);
    // A tenth of what an idle machine does: the test is there to notice a loop that crawls.
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[test]
fn a_program_may_close_its_output_and_go_on() {
    for io in [TERMINAL, Io::Pipes] {
        let mut container = Container::new();
        container.shell(io, "echo bye; exec <&- >&- 2>&-; sleep 1; exit 5");
        let story = container.finish();
        assert_eq!((story.text().as_str(), story.status()), ("bye\n", Status::Code(5)), "{io:?}");
    }
}

#[test]
fn lines_printed_one_by_one_travel_together() {
    let mut container = Container::new();
    let begin = Instant::now();
    container.shell(TERMINAL, "for ((i = 0; i < 20000; i++)); do echo; done");
    let mut messages = 0;
    loop {
        match container.next(crate::harness::PATIENCE).expect("a message") {
            FromLauncher::Output { .. } => messages += 1,
            FromLauncher::Exited(_) => break,
            _ => {}
        }
    }
    // Small ones come at most once in a millisecond; one more holds what was left at the end.
    let elapsed = begin.elapsed();
    assert!(messages <= elapsed.as_millis() + 2, "{messages} in {elapsed:?}");
}

#[test]
fn heartbeats_tell_the_cpu_time_since_the_start() {
    let mut container = Container::new();
    container.shell(Io::Pipes, "while :; do :; done");
    let mut story = Story::default();
    container.listen(&mut story, Duration::from_millis(3500));
    container.send(&ToLauncher::Kill);
    container.until_end(&mut story);
    let times: Vec<u64> = story.heartbeats.iter().map(|time| time.expect("this host tells")).collect();
    // Four times a second for two seconds, then once a second.
    assert!((6..=10).contains(&times.len()), "{times:?}");
    assert!(times.is_sorted() && times[0] > 100_000, "{times:?}");
    assert!(story.exit().usage.cpu_us >= times.last().copied(), "{story:?}");
}

#[test]
fn heartbeats_come_without_credit_too() {
    let mut container = Container::new();
    container.start(TERMINAL, &[], &["yes"], 0);
    let mut story = Story::default();
    container.listen(&mut story, Duration::from_millis(2500));
    assert!(story.stdout.is_empty());
    assert!(!story.heartbeats.is_empty());
}

#[test]
fn the_streams_of_messages_say_which_output_it_was() {
    let mut container = Container::new();
    container.shell(Io::Pipes, "echo problem >&2");
    loop {
        match container.next(crate::harness::PATIENCE).expect("a message") {
            FromLauncher::Output { stream, bytes } => {
                assert_eq!((stream, bytes.as_slice()), (Stream::Stderr, &b"problem\n"[..]));
                break;
            }
            FromLauncher::Phase(_) => {}
            other => panic!("{other:?}"),
        }
    }
}
