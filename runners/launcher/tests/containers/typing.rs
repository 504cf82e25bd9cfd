//! What is typed reaches the program, as on a terminal.

use std::time::{Duration, Instant};

use launcher::messages::{INPUT_WINDOW_BYTES, Io, Size, Status, ToLauncher};

use crate::harness::{AMPLE, Container, Story, TERMINAL};

/// Signal numbers that a shell shows as 128 more.
const SIGINT: i32 = 2;

#[test]
fn a_typed_line_is_echoed_once_and_read() {
    let mut container = Container::new();
    container.shell(TERMINAL, "read -p 'name? ' name; echo \"hello $name\"");
    let mut story = Story::default();
    container.until(&mut story, "name? ");
    container.type_in("마당\r");
    container.until_end(&mut story);
    assert_eq!(story.text(), "name? 마당\nhello 마당\n");
    assert_eq!(story.consumed, 7);
}

#[test]
fn erasing_takes_whole_characters() {
    let mut container = Container::new();
    container.shell(TERMINAL, "read line; printf '[%s]' \"$line\"");
    container.type_in("마당\u{7f}\n");
    assert!(container.finish().text().ends_with("[마]"));
}

#[test]
fn end_of_file_on_a_terminal_comes_after_the_typed() {
    for (typed, expected) in [("", "0"), ("line\n", "5"), ("part", "4"), ("line\npart", "9")] {
        let mut container = Container::new();
        container.shell(TERMINAL, "stty -echo; echo go; printf '<%s>' $(cat | wc -c)");
        let mut story = Story::default();
        container.until(&mut story, "go\n");
        if !typed.is_empty() {
            container.type_in(typed);
        }
        container.send(&ToLauncher::StdinClose);
        container.until_end(&mut story);
        assert_eq!(story.text(), format!("go\n<{expected}>"), "{typed:?}");
    }
}

#[test]
fn end_of_file_on_pipes_waits_for_what_came_before() {
    let mut container = Container::new();
    container.shell(Io::Pipes, "sleep 1; wc -c");
    container.send(&ToLauncher::Stdin(vec![b'x'; 60_000]));
    container.send(&ToLauncher::StdinClose);
    assert_eq!(container.finish().text(), "60000\n");
}

#[test]
fn input_that_came_before_the_start_is_not_lost() {
    let mut container = Container::new();
    container.type_in("early\n");
    container.shell(Io::Pipes, "read word; echo got $word");
    assert_eq!(container.finish().text(), "got early\n");
}

#[test]
fn a_program_that_closed_its_input_holds_nothing_up() {
    let mut container = Container::new();
    container.shell(Io::Pipes, "exec <&-; echo closed; sleep 1");
    let mut story = Story::default();
    container.until(&mut story, "closed\n");
    container.send(&ToLauncher::Stdin(vec![b'x'; INPUT_WINDOW_BYTES as usize]));
    container.until_end(&mut story);
    assert_eq!(story.consumed, INPUT_WINDOW_BYTES);
}

#[test]
fn more_input_than_the_window_ends_the_run_in_words() {
    let mut container = Container::new();
    container.shell(Io::Pipes, "sleep 60");
    for _ in 0..4 {
        container.send(&ToLauncher::Stdin(vec![b'x'; INPUT_WINDOW_BYTES as usize]));
    }
    let end = container.finish().end;
    assert_eq!(
        end,
        Some(launcher::messages::FromLauncher::Failed("more input came than was asked for".to_owned()))
    );
    container.wait_until_gone(Duration::from_secs(5));
}

#[test]
fn a_resize_reaches_the_program_with_its_signal() {
    let mut container = Container::new();
    let script = "trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.1; done";
    container.shell(Io::Terminal(Size { cols: 91, rows: 17 }), script);
    let mut story = Story::default();
    container.until(&mut story, "17 91\n");
    container.send(&ToLauncher::Resize(Size { cols: 120, rows: 40 }));
    container.until_end(&mut story);
    assert_eq!(story.text(), "17 91\n40 120\n");
}

/// Types Ctrl-C and returns when it has ended the program.
fn interrupt(container: &mut Container, story: &mut Story) {
    let begin = Instant::now();
    container.type_in("\u{3}");
    container.until_end(story);
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    assert_eq!(story.status(), Status::Signal(SIGINT));
}

#[test]
fn ctrl_c_stops_a_flood_that_nobody_reads() {
    let mut container = Container::new();
    container.start(TERMINAL, &[], &["yes"], 1000);
    let mut story = Story::default();
    container.listen(&mut story, Duration::from_millis(500));
    interrupt(&mut container, &mut story);
}

#[test]
fn ctrl_c_does_not_wait_behind_type_ahead() {
    // From a little to more than the terminal takes, in lines and without an end of line.
    for (amount, ending) in [(10, "\n"), (5_000, "\n"), (60_000, "\n"), (400_000, "\n"), (60_000, "")] {
        let mut container = Container::new();
        container.start(TERMINAL, &[], &["sleep", "60"], AMPLE);
        let mut story = Story::default();
        let line = format!("{}{ending}", "x".repeat(99));
        let mut sent = 0;
        while sent < amount {
            // The window is kept to: once the terminal is full the rest stays with the launcher.
            if sent as u64 - story.consumed + 1000 > INPUT_WINDOW_BYTES {
                let before = story.consumed;
                container.listen(&mut story, Duration::from_millis(200));
                if story.consumed == before {
                    break;
                }
                continue;
            }
            container.type_in(&line);
            sent += line.len();
        }
        interrupt(&mut container, &mut story);
    }
}

#[test]
fn ctrl_c_is_a_byte_where_the_program_says_so() {
    let mut container = Container::new();
    container.shell(TERMINAL, "stty raw -echo; printf ready; head -c 3 | od -An -tx1");
    let mut story = Story::default();
    container.until(&mut story, "ready");
    container.type_in("a\u{3}b");
    container.until_end(&mut story);
    assert!(story.text().contains("61 03 62"), "{:?}", story.text());
}

#[test]
fn what_follows_ctrl_c_reaches_a_program_that_handles_it() {
    let mut container = Container::new();
    container.shell(TERMINAL, "trap 'echo caught' INT; read a; echo go; read b; echo \"got $b\"");
    let mut story = Story::default();
    container.type_in("first\n");
    container.until(&mut story, "go\n");
    container.type_in("lost\u{3}second\n");
    container.until_end(&mut story);
    assert!(story.text().contains("caught") && story.text().ends_with("got second\n"), "{:?}", story.text());
}

#[test]
fn ctrl_c_typed_before_the_program_runs_still_reaches_it() {
    let mut container = Container::new();
    container.type_in("\u{3}");
    container.start(TERMINAL, &[], &["sleep", "60"], AMPLE);
    assert_eq!(container.finish().status(), Status::Signal(SIGINT));
}
