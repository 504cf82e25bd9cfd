//! What a program wrote is told after its end, whatever it made.

use std::time::{Duration, Instant};

use launcher::messages::{Status, ToLauncher, WrittenFile};

use crate::harness::{AMPLE, Container, PATIENCE, Story, TERMINAL};

fn file(path: &str, content: &str) -> WrittenFile {
    WrittenFile { path: path.into(), bytes: content.len() as u64, content: Some(content.into()) }
}

/// Runs a script to its end and gives what it wrote.
fn written_by(script: &str) -> (Vec<WrittenFile>, bool) {
    let mut container = Container::new();
    container.shell(TERMINAL, script);
    let story = container.finish();
    assert_eq!(story.status(), Status::Code(0), "{}", story.text());
    container.written()
}

#[test]
fn new_and_changed_files_are_told_and_those_of_user_and_compiler_are_not() {
    let mut container =
        Container::with_files(&[("main.sh", b"source"), ("data.txt", b"1"), ("same.txt", b"1")]);
    let compile = ["bash", "-c", "echo made by the compiler > Main.class"];
    // As soon as it runs, and without another length.
    let run = ["bash", "-c", "printf 2 > data.txt; mkdir out; echo hi > out/new.txt"];
    container.start(TERMINAL, &compile, &run, AMPLE);
    container.finish();
    assert_eq!(container.written(), (vec![file("data.txt", "2"), file("out/new.txt", "hi\n")], true));
    container.wait_until_gone(PATIENCE);
}

#[test]
fn a_program_that_wrote_nothing_costs_one_message() {
    assert_eq!(written_by("echo hello"), (vec![], true));
}

#[test]
fn nothing_but_files_that_can_be_read_is_opened() {
    let script = "ln -s /etc/passwd passwd; ln -s /proc/1 proc; ln -s . loop; mkfifo fifo
        echo secret > locked; chmod 000 locked
        mkdir closed; echo hidden > closed/file; chmod 000 closed
        echo real > real; ln real hard";
    let (files, complete) = written_by(script);
    let locked = WrittenFile { path: "locked".into(), bytes: 7, content: None };
    assert_eq!(files, [file("hard", "real\n"), locked, file("real", "real\n")]);
    assert!(!complete, "nobody knows what is in the closed directory");
}

#[test]
fn ten_thousand_files_and_a_huge_one_do_not_hold_it_up() {
    let begin = Instant::now();
    let (files, complete) = written_by("perl -e 'for (1..10000) { open F, \">$_\" }'");
    assert_eq!((files.len(), complete), (64, false));
    let huge = WrittenFile { path: "huge".into(), bytes: 1 << 40, content: None };
    assert_eq!(written_by("truncate --size 1T huge"), (vec![huge], true));
    assert!(begin.elapsed() < PATIENCE);
}

#[test]
fn a_program_that_is_killed_has_written_too_and_its_end_does_not_wait_for_that() {
    let mut container = Container::new();
    container.shell(TERMINAL, "for n in $(seq 2000); do echo $n > $n; done; echo wrote; sleep 100");
    let mut story = Story::default();
    container.until(&mut story, "wrote");
    let begin = Instant::now();
    container.send(&ToLauncher::Kill);
    container.until_end(&mut story);
    assert!(begin.elapsed() < Duration::from_millis(300));
    assert_eq!(container.written().0.len(), 64);
}
