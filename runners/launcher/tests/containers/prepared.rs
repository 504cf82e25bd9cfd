//! What is booted ahead waits at its gate, and becomes the run.
//!
//! A shell plays the interpreter: it reads a line from its gate, as every interpreter's gate does.

use std::time::Duration;

use launcher::messages::{Command, FromLauncher, Io, Phase, Prepare, Size, Start, Status, ToLauncher};

use crate::harness::{AMPLE, Container, PATIENCE, Story, TERMINAL};

/// Waits at the program's gate, then does this.
fn gated(then: &str) -> Vec<String> {
    shell(&format!("read -r _ < /run/madang/gate; {then}"))
}

/// Waits at the compiler's gate, then does this.
fn gated_compiler(then: &str) -> Vec<String> {
    shell(&format!("read -r _ < /run/madang/compile-gate; {then}"))
}

fn shell(script: &str) -> Vec<String> {
    ["bash", "-c", script].map(str::to_owned).to_vec()
}

fn prepare(compile: Vec<String>, run: Vec<String>) -> ToLauncher {
    ToLauncher::Prepare(Prepare { compile, run })
}

fn prepared(files: &[(&str, &[u8])], compile: Vec<String>, run: Vec<String>) -> Container {
    let mut container = Container::with_files(files);
    container.send(&prepare(compile, run));
    assert_eq!(container.next(PATIENCE), Some(FromLauncher::Prepared));
    container
}

fn start(container: &mut Container, io: Io, compile: Option<Command>, run: Command) {
    container.send(&ToLauncher::Start(Start { io, compile, run, credit: AMPLE }));
}

fn failure(container: &Container) -> String {
    let mut story = Story::default();
    container.until_end(&mut story);
    match story.end {
        Some(FromLauncher::Failed(words)) => words,
        other => panic!("no failure but {other:?}"),
    }
}

#[test]
fn the_program_goes_on_from_its_gate_with_its_files_and_its_terminal() {
    let run =
        gated("cat main.txt; stty size; test -t 0 && cat /run/madang/* 2>/dev/null; ls /run/madang; exit 3");
    let mut container = prepared(&[("main.txt", b"here\n")], vec![], run);
    let io = Io::Terminal(Size { cols: 132, rows: 43 });
    start(&mut container, io, None, Command::Prepared);
    let story = container.finish();
    assert_eq!(story.text(), "here\n43 132\n");
    assert_eq!((story.exit().phase, story.status()), (Phase::Running, Status::Code(3)));
    assert_eq!(story.phases, [Phase::Running]);
}

#[test]
fn the_program_hears_ctrl_c_and_reads_what_is_typed() {
    let run = gated(
        "trap 'echo interrupted; exit 7' INT; read -r line; echo \"got $line\"; echo ready; sleep 60 & wait",
    );
    let mut container = prepared(&[], vec![], run);
    start(&mut container, TERMINAL, None, Command::Prepared);
    let mut story = Story::default();
    container.type_in("word\n");
    container.until(&mut story, "got word\nready\n");
    container.type_in("\x03");
    container.until_end(&mut story);
    assert_eq!(story.status(), Status::Code(7));
    assert!(story.text().ends_with("^Cinterrupted\n"), "{}", story.text());
}

#[test]
fn the_compiler_is_gone_before_the_program_starts() {
    let compile = gated_compiler("echo compiling; (setsid sleep 100 >/dev/null 2>&1 &); echo made > result");
    let run = gated("cat result; cat /proc/[0-9]*/comm; tty; stty -g </dev/tty >/dev/null && echo controls");
    let mut container = prepared(&[], compile, run);
    start(&mut container, TERMINAL, Some(Command::Prepared), Command::Prepared);
    let story = container.finish();
    let text = story.text();
    assert!(text.starts_with("compiling\nmade\n") && text.ends_with("/dev/pts/0\ncontrols\n"), "{text}");
    assert!(!text.contains("sleep"), "{text}");
    assert_eq!(story.phases, [Phase::Compiling, Phase::Running]);
    assert_eq!(story.status(), Status::Code(0));
}

#[test]
fn a_compiler_that_fails_ends_the_run() {
    let mut container = prepared(&[], gated_compiler("echo no; exit 1"), gated("echo never"));
    start(&mut container, TERMINAL, Some(Command::Prepared), Command::Prepared);
    let story = container.finish();
    assert_eq!(story.text(), "no\n");
    assert_eq!((story.exit().phase, story.status()), (Phase::Compiling, Status::Code(1)));
}

#[test]
fn ctrl_c_and_kill_end_a_compiler_and_what_waits() {
    for (message, signal, shown) in
        [(ToLauncher::Stdin(vec![3]), 2, "busy\n^C"), (ToLauncher::Kill, 9, "busy\n")]
    {
        for compiles in [Command::Prepared, Command::Plain(shell("echo busy; sleep 60"))] {
            let mut container = prepared(&[], gated_compiler("echo busy; sleep 60"), gated("echo never"));
            start(&mut container, TERMINAL, Some(compiles), Command::Prepared);
            let mut story = Story::default();
            container.until(&mut story, "busy\n");
            container.send(&message);
            container.until_end(&mut story);
            assert_eq!((story.exit().phase, story.status()), (Phase::Compiling, Status::Signal(signal)));
            assert_eq!(story.text(), shown);
        }
    }
}

#[test]
fn what_does_not_fit_is_killed_and_the_rest_goes_on() {
    let compile = || gated_compiler("echo prepared compiler");
    let run = || gated("echo prepared program");
    let plain_compiler = || Command::Plain(shell("echo plain compiler"));
    let look = "tty; stty -g </dev/tty >/dev/null && echo plain program";
    let plain_program = || Command::Plain(shell(look));
    let none_waits = "prepared";
    let cases = [
        (Some(Command::Prepared), plain_program(), "prepared compiler\n/dev/pts/0\nplain program\n"),
        (Some(plain_compiler()), Command::Prepared, "plain compiler\nprepared program\n"),
        (None, Command::Prepared, "prepared program\n"),
    ];
    for (compiler, program, expected) in cases {
        let mut container = prepared(&[], compile(), run());
        start(&mut container, TERMINAL, compiler, program);
        assert_eq!(container.finish().text(), expected);
    }
    for io in [TERMINAL, Io::Pipes] {
        let mut container = prepared(&[], compile(), run());
        let look = Command::Plain(shell("sleep 0.2; cat /proc/[0-9]*/cmdline | tr '\\0' ' '"));
        start(&mut container, io, Some(plain_compiler()), look);
        let text = container.finish().text();
        assert!(text.starts_with("plain compiler\n") && !text.contains(none_waits), "{text}");
    }
}

#[test]
fn only_one_of_the_two_may_be_prepared() {
    let mut container = prepared(&[], vec![], gated("echo program"));
    start(&mut container, TERMINAL, Some(Command::Plain(shell("echo compiler"))), Command::Prepared);
    assert_eq!(container.finish().text(), "compiler\nprogram\n");
    let mut container = prepared(&[], gated_compiler("echo compiler"), vec![]);
    start(&mut container, TERMINAL, Some(Command::Prepared), Command::Plain(shell("tty; echo program")));
    assert_eq!(container.finish().text(), "compiler\n/dev/pts/0\nprogram\n");
    let mut container = prepared(&[], vec![], vec![]);
    start(&mut container, TERMINAL, None, Command::Plain(shell("echo program")));
    assert_eq!(container.finish().text(), "program\n");
}

#[test]
fn what_prints_or_ends_before_its_gate_is_a_failure_in_words() {
    let cases = [
        (shell("echo early; sleep 60"), "what was prepared printed before its gate: early"),
        (shell("exit 4"), "what was prepared ended before its gate"),
        (vec!["no-such-interpreter".to_owned()], "no-such-interpreter did not start: exec"),
    ];
    for (run, words) in cases {
        let mut container = Container::new();
        container.send(&prepare(vec![], run));
        let told = failure(&container);
        assert!(told.starts_with(words), "{told}");
    }
    let mut container = prepared(&[], vec![], shell("exec 3</run/madang/gate; sleep 0.3; exit 5"));
    assert_eq!(failure(&container), "what was prepared ended before its gate");
    container.hang_up();
    container.wait_until_gone(PATIENCE);
}

#[test]
fn what_was_not_prepared_cannot_be_asked_for() {
    let mut container = Container::new();
    start(&mut container, TERMINAL, None, Command::Prepared);
    assert_eq!(failure(&container), "Start goes on from what was not prepared");
    let mut container = prepared(&[], vec![], gated("true"));
    start(&mut container, Io::Pipes, None, Command::Prepared);
    assert_eq!(failure(&container), "what was prepared has a terminal, not pipes");
    let mut container = prepared(&[], vec![], gated("true"));
    container.send(&prepare(vec![], gated("true")));
    assert_eq!(failure(&container), "Prepare came twice, or after Start");
    let mut container = Container::new();
    container.send(&prepare(vec![], shell("sleep 60")));
    start(&mut container, TERMINAL, None, Command::Prepared);
    assert_eq!(failure(&container), "Start came before Prepared");
}

#[test]
fn a_prepared_container_says_nothing_and_ends_with_its_server() {
    let mut container = prepared(&[], vec![], gated("true"));
    assert_eq!(container.next(Duration::from_millis(2500)), None);
    container.hang_up();
    container.wait_until_gone(PATIENCE);
    let mut container = prepared(&[], vec![], gated("true"));
    container.send(&ToLauncher::Kill);
    let mut story = Story::default();
    container.until_end(&mut story);
    assert_eq!(story.status(), Status::Signal(9));
}

#[test]
fn usage_counts_from_start() {
    let busy = "perl -e '1 for 1 .. 20_000_000'; read -r _ < /run/madang/gate; true";
    let mut container = prepared(&[], vec![], shell(busy));
    start(&mut container, TERMINAL, None, Command::Prepared);
    let cpu_us = container.finish().exit().usage.cpu_us.expect("this host tells");
    assert!(cpu_us < 200_000, "{cpu_us}");
}
