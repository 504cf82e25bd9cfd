use launcher::messages::Status;
use protocol::state::End;
use protocol::{Outcome, Phase, RunState, StopReason, Usage};

use super::{Effect, Event, Run, exit, millis, secs};
use crate::sandbox::Closed;

const ENDED: [Effect; 2] = [Effect::Notify, Effect::Ended];

fn usage(wall_ms: u64) -> Usage {
    let memory_peak_bytes = Some(8 << 20);
    Usage { wall_ms, cpu_ms: Some(9), memory_peak_bytes, memory_limit_hit: false }
}

#[test]
fn a_new_run_is_ready_and_has_no_clock() {
    let mut run = Run::ready();
    assert_eq!(*run.state(), RunState::Ready);
    assert_eq!(run.deadline(), None);
    run.elapsed = secs(100_000);
    assert_eq!(run.tell(Event::Tick), []);
    assert_eq!(*run.state(), RunState::Ready);
}

#[test]
fn the_open_gate_makes_it_running() {
    for (compiling, phase) in [(true, Phase::Compiling), (false, Phase::Running)] {
        let mut run = Run::ready();
        assert_eq!(run.tell(Event::Started { compiling }), [Effect::Notify]);
        assert_eq!(*run.state(), RunState::Running { phase });
    }
}

#[test]
fn a_second_start_changes_nothing() {
    let mut run = Run::running();
    assert_eq!(run.tell(Event::Started { compiling: true }), []);
    assert_eq!(*run.state(), RunState::Running { phase: Phase::Running });
}

#[test]
fn compiling_becomes_running_once_and_never_goes_back() {
    let mut run = Run::compiling();
    assert_eq!(run.tell(Event::Phase(Phase::Compiling)), []);
    assert_eq!(run.tell(Event::Phase(Phase::Running)), [Effect::Notify]);
    assert_eq!(*run.state(), RunState::Running { phase: Phase::Running });
    assert_eq!(run.tell(Event::Phase(Phase::Running)), []);
    assert_eq!(run.tell(Event::Phase(Phase::Compiling)), []);
    assert_eq!(*run.state(), RunState::Running { phase: Phase::Running });
}

#[test]
fn a_phase_before_the_start_changes_nothing() {
    let mut run = Run::ready();
    assert_eq!(run.tell(Event::Phase(Phase::Running)), []);
    assert_eq!(*run.state(), RunState::Ready);
}

#[test]
fn a_program_that_ends_is_finished_with_output_and_usage() {
    let mut run = Run::ready();
    run.elapsed = secs(7);
    run.tell(Event::Started { compiling: false });
    run.tell(Event::Output { bytes: 40 });
    run.elapsed += millis(12);
    run.tell(Event::Output { bytes: 2 });
    assert_eq!(run.tell(Event::Exited(exit(Status::Code(3)))), ENDED);
    let end = End { output_end: 42, usage: usage(12) };
    assert_eq!(*run.state(), RunState::Finished { outcome: Outcome::Exited { code: 3 }, end });
    assert_eq!(run.deadline(), None);
}

#[test]
fn a_stop_before_the_start_ends_it_at_once() {
    for reason in [StopReason::User, StopReason::Disconnected, StopReason::Shutdown] {
        let mut run = Run::ready();
        assert_eq!(run.tell(Event::Stop(reason)), ENDED);
        assert_eq!(*run.state(), RunState::Stopped { reason, end: End::default() });
    }
}

#[test]
fn a_stop_kills_and_ends_when_the_launcher_has_reported() {
    for reason in [StopReason::User, StopReason::Disconnected, StopReason::Shutdown] {
        let mut run = Run::running();
        run.tell(Event::Output { bytes: 5 });
        assert_eq!(run.tell(Event::Stop(reason)), [Effect::Kill]);
        assert_eq!(*run.state(), RunState::Running { phase: Phase::Running });
        run.elapsed = millis(30);
        assert_eq!(run.tell(Event::Output { bytes: 2 }), []);
        assert_eq!(run.tell(Event::Exited(exit(Status::Signal(9)))), ENDED);
        let end = End { output_end: 7, usage: usage(30) };
        assert_eq!(*run.state(), RunState::Stopped { reason, end });
    }
}

#[test]
fn a_stop_while_compiling_is_a_stop() {
    let mut run = Run::compiling();
    assert_eq!(run.tell(Event::Stop(StopReason::User)), [Effect::Kill]);
    run.tell(Event::Closed(Closed::default()));
    assert!(matches!(run.state(), RunState::Stopped { reason: StopReason::User, .. }));
}

#[test]
fn a_launcher_that_does_not_obey_is_removed_by_force() {
    let mut run = Run::running();
    run.tell(Event::Heartbeat { cpu: Some(millis(70)) });
    assert_eq!(run.tell(Event::Stop(StopReason::User)), [Effect::Kill]);
    assert_eq!(run.deadline(), Some(millis(300)));
    run.elapsed = millis(299);
    assert_eq!(run.tell(Event::Tick), []);
    run.elapsed = millis(300);
    assert_eq!(run.tell(Event::Tick), [Effect::Destroy, Effect::Notify, Effect::Ended]);
    let usage = Usage { wall_ms: 300, cpu_ms: Some(70), ..Usage::default() };
    let end = End { output_end: 0, usage };
    assert_eq!(*run.state(), RunState::Stopped { reason: StopReason::User, end });
}

#[test]
fn the_first_cause_stays() {
    let mut run = Run::stopping();
    assert_eq!(run.tell(Event::Stop(StopReason::Shutdown)), []);
    assert_eq!(run.tell(Event::Output { bytes: 5000 }), []);
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(secs(99)) }), []);
    assert_eq!(run.tell(Event::Failed { message: "Docker is gone".to_owned() }), ENDED);
    assert!(matches!(run.state(), RunState::Stopped { reason: StopReason::User, .. }));
}

#[test]
fn a_container_that_closes_after_a_stop_is_stopped() {
    let mut run = Run::stopping();
    assert_eq!(run.tell(Event::Closed(Closed::default())), ENDED);
    assert!(matches!(run.state(), RunState::Stopped { reason: StopReason::User, .. }));
}

#[test]
fn a_failure_is_a_system_error_in_words() {
    for mut run in [Run::ready(), Run::compiling(), Run::running()] {
        let message = "Docker does not answer".to_owned();
        assert_eq!(run.tell(Event::Failed { message: message.clone() }), ENDED);
        let outcome = Outcome::SystemError { message };
        assert_eq!(*run.state(), RunState::Finished { outcome, end: End::default() });
    }
}

#[test]
fn a_last_word_before_the_start_is_a_system_error() {
    let mut run = Run::ready();
    assert_eq!(run.tell(Event::Exited(exit(Status::Code(0)))), ENDED);
    assert!(matches!(run.state(), RunState::Finished { outcome: Outcome::SystemError { .. }, .. }));
}

#[test]
fn more_output_than_allowed_ends_it() {
    let mut run = Run::running();
    assert_eq!(run.tell(Event::Output { bytes: 1000 }), []);
    assert_eq!(run.tell(Event::Output { bytes: 1 }), [Effect::Kill]);
    assert_eq!(run.tell(Event::Output { bytes: 4 }), []);
    assert_eq!(run.tell(Event::Exited(exit(Status::Signal(9)))), ENDED);
    let end = End { output_end: 1005, usage: usage(0) };
    assert_eq!(*run.state(), RunState::Finished { outcome: Outcome::OutputLimit, end });
}

#[test]
fn what_comes_after_the_end_is_ignored() {
    let mut run = Run::running();
    run.tell(Event::Exited(exit(Status::Code(0))));
    let end = run.state().clone();
    let late = [
        Event::Started { compiling: false },
        Event::Phase(Phase::Running),
        Event::Output { bytes: 10_000 },
        Event::InputConsumed,
        Event::Heartbeat { cpu: Some(secs(99)) },
        Event::EngineCpu { cpu: secs(99) },
        Event::Exited(exit(Status::Code(1))),
        Event::Closed(Closed { out_of_memory: true, error: None }),
        Event::Failed { message: String::new() },
        Event::Stop(StopReason::User),
        Event::KeepRunning,
        Event::Tick,
    ];
    for event in late {
        run.elapsed += secs(10_000);
        assert_eq!(run.tell(event), []);
        assert_eq!(*run.state(), end);
        assert_eq!(run.deadline(), None);
    }
}
