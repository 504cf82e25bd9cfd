//! The compiler first, then the program, in a copy of the program's files.

use launcher::messages::{FromLauncher, Io, Phase, Status, ToLauncher};

use crate::harness::{AMPLE, Container, Story, TERMINAL};

#[test]
fn the_program_runs_in_a_copy_of_its_files() {
    let mut container =
        Container::with_files(&[("main.sh", b"cat lib/deep/data"), ("lib/deep/data", b"found\n")]);
    container.shell(
        Io::Pipes,
        "bash main.sh; stat -c '%u %a %n' main.sh lib lib/deep/data; echo more >> main.sh && echo written",
    );
    let expected = "found\n70002 644 main.sh\n70002 755 lib\n70002 644 lib/deep/data\nwritten\n";
    assert_eq!(container.finish().text(), expected);
}

#[test]
fn the_compiler_runs_before_the_program_and_both_on_the_terminal() {
    let mut container = Container::new();
    let compile = "tty; ps >/dev/null 2>&1; stty -echo -icanon; echo compiled > result; echo note";
    let run = "tty; cat result; stty -a | grep -o ' icanon' ; cat </dev/tty >/dev/null & wait; echo end";
    let commands = (["bash", "-c", compile], ["bash", "-c", run]);
    container.start(TERMINAL, &commands.0, &commands.1, AMPLE);
    let mut story = Story::default();
    container.until(&mut story, " icanon\n");
    // The compiler's terminal is not canonical any more, so an end of input would be a byte to it.
    container.send(&ToLauncher::StdinClose);
    container.until_end(&mut story);
    assert_eq!(story.text(), "/dev/pts/0\nnote\n/dev/pts/0\ncompiled\n icanon\nend\n");
    assert_eq!(story.phases, [Phase::Compiling, Phase::Running]);
    assert_eq!((story.exit().phase, story.status()), (Phase::Running, Status::Code(0)));
}

#[test]
fn a_failing_compiler_ends_the_run() {
    for io in [TERMINAL, Io::Pipes] {
        let mut container = Container::new();
        let compile = ["bash", "-c", "echo 'Main.java:1: error' >&2; exit 1"];
        container.start(io, &compile, &["echo", "never"], AMPLE);
        let story = container.finish();
        assert_eq!(story.phases, [Phase::Compiling]);
        assert_eq!((story.exit().phase, story.status()), (Phase::Compiling, Status::Code(1)));
        let printed = [story.stdout.as_slice(), story.stderr.as_slice()].concat();
        assert_eq!(String::from_utf8_lossy(&printed).trim_end(), "Main.java:1: error");
    }
}

#[test]
fn what_a_compiler_leaves_running_does_not_meet_the_program() {
    let mut container = Container::new();
    let compile = ["bash", "-c", "(setsid sleep 100 >/dev/null 2>&1 &); exit 0"];
    let run = ["bash", "-c", "cat /proc/[0-9]*/comm"];
    container.start(Io::Pipes, &compile, &run, AMPLE);
    let text = container.finish().text();
    assert!(!text.contains("sleep"), "{text}");
    assert!(text.contains("launcher"), "{text}");
}

#[test]
fn input_waits_for_the_program_while_the_compiler_runs() {
    for io in [TERMINAL, Io::Pipes] {
        let mut container = Container::new();
        container.start(io, &["sleep", "1"], &["bash", "-c", "read word; echo \"got $word\""], AMPLE);
        container.type_in("early\n");
        assert!(container.finish().text().ends_with("got early\n"), "{io:?}");
    }
}

#[test]
fn the_compiler_reads_no_input_from_pipes() {
    let mut container = Container::new();
    container.type_in("for the program\n");
    container.send(&ToLauncher::StdinClose);
    container.start(Io::Pipes, &["bash", "-c", "wc -c"], &["cat"], AMPLE);
    assert_eq!(container.finish().text(), "0\nfor the program\n");
}

#[test]
fn ctrl_c_ends_the_compiler_and_kill_tells_its_phase() {
    for (message, signal) in [(ToLauncher::Stdin(vec![3]), 2), (ToLauncher::Kill, 9)] {
        let mut container = Container::new();
        let compile = ["perl", "-e", "$| = 1; print qq(busy\\n); sleep 60"];
        container.start(TERMINAL, &compile, &["echo", "never"], AMPLE);
        let mut story = Story::default();
        container.until(&mut story, "busy\n");
        container.send(&message);
        container.until_end(&mut story);
        assert_eq!((story.exit().phase, story.status()), (Phase::Compiling, Status::Signal(signal)));
        assert!(!story.text().contains("never"));
    }
}

#[test]
fn a_command_that_is_not_there_is_a_failure_in_words() {
    let mut container = Container::new();
    container.start(TERMINAL, &[], &["no-such-interpreter", "main.x"], AMPLE);
    let end = container.finish().end;
    let expected = "no-such-interpreter did not start: exec: No such file or directory (os error 2)";
    assert_eq!(end, Some(FromLauncher::Failed(expected.to_owned())));
}

#[test]
fn an_impossible_command_is_a_failure_in_words() {
    for (run, words) in
        [(&[][..], "there is no command"), (&["echo", "a\0b"][..], "an argument cannot be passed")]
    {
        let mut container = Container::new();
        container.start(TERMINAL, &[], run, AMPLE);
        let end = container.finish().end;
        assert!(matches!(&end, Some(FromLauncher::Failed(text)) if text.starts_with(words)), "{end:?}");
    }
}

#[test]
fn files_that_do_not_fit_are_a_failure_in_words() {
    let big = vec![b'x'; 17 * 1024 * 1024];
    let mut container = Container::with_files(&[("big", &big)]);
    container.shell(TERMINAL, "echo never");
    let end = container.finish().end;
    assert!(
        matches!(&end, Some(FromLauncher::Failed(text)) if text.starts_with("the program's files could not be copied")),
        "{end:?}"
    );
}
