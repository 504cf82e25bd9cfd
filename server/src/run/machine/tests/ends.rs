use launcher::messages::{self, Exit, Status};
use protocol::{Outcome, RunState};

use super::super::exit::signal_name;
use super::{Event, Run, exit};
use crate::sandbox::Closed;

/// The outcome of a program that ended like this, and whether the memory limit was hit.
fn end_of(mut run: Run, event: Event) -> (Outcome, bool) {
    run.tell(event);
    match run.state() {
        RunState::Finished { outcome, end } => (outcome.clone(), end.usage.memory_limit_hit),
        state => panic!("the run is {}", state.name()),
    }
}

/// As the tests' limits say.
const OUT_OF_MEMORY: Outcome = Outcome::OutOfMemory { limit_bytes: 256 << 20 };

fn out_of_memory_kills(kills: Option<u64>, mut exit: Exit) -> Exit {
    exit.usage.oom_kills = kills;
    exit
}

fn by_compiler(mut exit: Exit) -> Exit {
    exit.phase = messages::Phase::Compiling;
    exit
}

fn signaled(signal: &str) -> Outcome {
    Outcome::Signaled { signal: signal.to_owned() }
}

#[test]
fn an_exit_code_is_told_as_it_is() {
    for code in 0..=255 {
        let end = end_of(Run::running(), Event::Exited(exit(Status::Code(code))));
        assert_eq!(end, (Outcome::Exited { code }, false));
    }
}

#[test]
fn a_signal_is_told_by_name() {
    let end = end_of(Run::running(), Event::Exited(exit(Status::Signal(11))));
    assert_eq!(end, (signaled("SIGSEGV"), false));
}

#[test]
fn a_program_killed_at_the_memory_limit_is_out_of_memory() {
    let killed = out_of_memory_kills(Some(1), exit(Status::Signal(9)));
    assert_eq!(end_of(Run::running(), Event::Exited(killed)), (OUT_OF_MEMORY, true));
}

#[test]
fn a_program_killed_by_itself_is_signaled() {
    for kills in [None, Some(0)] {
        let killed = out_of_memory_kills(kills, exit(Status::Signal(9)));
        assert_eq!(end_of(Run::running(), Event::Exited(killed)), (signaled("SIGKILL"), false));
    }
}

#[test]
fn a_parent_that_outlives_its_killed_child_has_exited() {
    for code in [0, 1, 137] {
        let exited = out_of_memory_kills(Some(2), exit(Status::Code(code)));
        assert_eq!(end_of(Run::running(), Event::Exited(exited)), (Outcome::Exited { code }, true));
    }
    let aborted = out_of_memory_kills(Some(2), exit(Status::Signal(6)));
    assert_eq!(end_of(Run::running(), Event::Exited(aborted)), (signaled("SIGABRT"), true));
}

#[test]
fn a_compiler_that_refuses_is_compile_failed() {
    let refused = by_compiler(exit(Status::Code(1)));
    let end = end_of(Run::compiling(), Event::Exited(refused));
    assert_eq!(end, (Outcome::CompileFailed { code: 1 }, false));
}

#[test]
fn a_compiler_that_ends_well_and_is_all_there_is_has_exited() {
    let done = by_compiler(exit(Status::Code(0)));
    assert_eq!(end_of(Run::compiling(), Event::Exited(done)), (Outcome::Exited { code: 0 }, false));
}

#[test]
fn a_compiler_that_lost_a_child_to_the_memory_limit_is_compile_failed() {
    let refused = out_of_memory_kills(Some(1), by_compiler(exit(Status::Code(3))));
    let end = end_of(Run::compiling(), Event::Exited(refused));
    assert_eq!(end, (Outcome::CompileFailed { code: 3 }, true));
}

#[test]
fn a_compiler_ended_by_a_signal_is_told_as_such() {
    let interrupted = by_compiler(exit(Status::Signal(2)));
    assert_eq!(end_of(Run::compiling(), Event::Exited(interrupted)), (signaled("SIGINT"), false));
    let killed = out_of_memory_kills(Some(1), by_compiler(exit(Status::Signal(9))));
    assert_eq!(end_of(Run::compiling(), Event::Exited(killed)), (OUT_OF_MEMORY, true));
}

#[test]
fn a_container_that_vanishes_is_out_of_memory_only_if_the_engine_says_so() {
    let closed = Closed { out_of_memory: true, error: None };
    assert_eq!(end_of(Run::running(), Event::Closed(closed)), (OUT_OF_MEMORY, true));

    let closed = Closed { out_of_memory: false, error: Some("/run/secret: broken".to_owned()) };
    match end_of(Run::running(), Event::Closed(closed)) {
        (Outcome::SystemError { message }, false) => {
            assert!(!message.is_empty());
            assert!(!message.contains("secret"), "what is for the log reaches the user: {message}");
        }
        end => panic!("{end:?}"),
    }
}

#[test]
fn what_the_host_does_not_tell_is_absent() {
    let mut run = Run::running();
    let usage = messages::Usage::default();
    run.tell(Event::Exited(Exit { usage, ..exit(Status::Code(0)) }));
    let usage = &run.state().end().expect("an end").usage;
    assert_eq!((usage.cpu_ms, usage.memory_peak_bytes, usage.memory_limit_hit), (None, None, false));
}

#[test]
fn the_last_heartbeat_stands_in_for_a_missing_count() {
    let mut run = Run::running();
    run.tell(Event::Heartbeat { cpu: Some(super::millis(250)) });
    let usage = messages::Usage::default();
    run.tell(Event::Exited(Exit { usage, ..exit(Status::Code(0)) }));
    assert_eq!(run.state().end().expect("an end").usage.cpu_ms, Some(250));
}

#[test]
fn signals_have_the_names_of_kill() {
    let names = [
        (1, "SIGHUP"),
        (2, "SIGINT"),
        (6, "SIGABRT"),
        (9, "SIGKILL"),
        (15, "SIGTERM"),
        (17, "SIGCHLD"),
        (24, "SIGXCPU"),
        (31, "SIGSYS"),
        (32, "SIG32"),
        (34, "SIGRTMIN"),
        (35, "SIGRTMIN+1"),
        (49, "SIGRTMIN+15"),
        (50, "SIGRTMAX-14"),
        (63, "SIGRTMAX-1"),
        (64, "SIGRTMAX"),
        (65, "SIG65"),
        (0, "SIG0"),
        (-1, "SIG-1"),
        (i32::MIN, "SIG-2147483648"),
    ];
    for (number, name) in names {
        assert_eq!(signal_name(number), name);
    }
}
