use launcher::messages::Status;
use protocol::{Clock, Phase, RunState, StopReason};

use super::{Effect, Event, Limits, Run, exit, limits, millis, secs};
use crate::run::machine::{FAVOURED_COMPILING_CPU, FAVOURED_CPU};
use crate::runners::ClockLimits;

/// Sets the clocks, in seconds.
fn clocks(compile: u64, cpu: u64, idle: u64, wall: u64) -> Limits {
    let clocks = ClockLimits { compile: secs(compile), cpu: secs(cpu), idle: secs(idle), wall: secs(wall) };
    Limits { clocks, ..limits() }
}

/// Ends the run, which has been told to end, and says which clock ran out.
fn clock_of(run: &mut Run) -> Clock {
    run.tell(Event::Exited(exit(Status::Signal(9))));
    match run.state() {
        RunState::Timeout { clock, .. } => *clock,
        state => panic!("the run is {}", state.name()),
    }
}

#[test]
fn the_compile_clock_ends_a_compiler() {
    let mut run = Run::compiling();
    assert_eq!(run.pass_to(secs(30)), [(secs(30), Effect::Kill)]);
    assert_eq!(clock_of(&mut run), Clock::Compile);
}

#[test]
fn the_compile_clock_stops_when_the_program_runs() {
    let mut run = Run::compiling();
    run.pass_to(secs(29));
    run.tell(Event::Phase(Phase::Running));
    assert_eq!(run.pass_to(secs(800)), []);
}

#[test]
fn a_program_without_a_compiler_has_no_compile_clock() {
    let mut run = Run::running();
    assert_eq!(run.pass_to(secs(800)), []);
}

#[test]
fn the_wall_clock_ends_a_busy_run() {
    let mut run = Run::running();
    for minute in 1..60 {
        assert_eq!(run.pass_to(secs(60 * minute)), []);
        run.tell(Event::InputConsumed);
    }
    assert_eq!(run.pass_to(secs(3600)), [(secs(3600), Effect::Kill)]);
    assert_eq!(clock_of(&mut run), Clock::Wall);
}

#[test]
fn the_wall_clock_counts_compiling_and_not_the_queue() {
    let mut run = Run::ready_with(clocks(30, 30, 900, 100));
    run.pass_to(secs(5000));
    run.tell(Event::Started { compiling: true });
    run.pass_to(secs(5020));
    run.tell(Event::Phase(Phase::Running));
    assert_eq!(run.pass_to(secs(5100)), [(secs(5100), Effect::Kill)]);
    assert_eq!(clock_of(&mut run), Clock::Wall);
}

#[test]
fn the_cpu_clock_ends_a_busy_loop() {
    let mut run = Run::running();
    run.elapsed = secs(29);
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(millis(29_999)) }), []);
    run.elapsed = secs(30);
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(secs(30)) }), [Effect::Kill]);
    assert_eq!(clock_of(&mut run), Clock::Cpu);
}

#[test]
fn counts_that_go_back_are_not_believed() {
    let mut run = Run::running();
    run.tell(Event::Heartbeat { cpu: Some(secs(20)) });
    run.tell(Event::Heartbeat { cpu: Some(secs(1)) });
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(secs(12)) }), []);
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(secs(31)) }), [Effect::Kill]);
}

#[test]
fn a_program_that_has_computed_for_long_makes_way_once() {
    let mut run = Run::running();
    run.elapsed = millis(700);
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(FAVOURED_CPU * 9 / 10) }), []);
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(FAVOURED_CPU) }), [Effect::MakeWay]);
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(millis(900)) }), []);
}

#[test]
fn what_compiling_takes_is_not_the_programs() {
    let mut run = Run::compiling();
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(secs(1)) }), []);
    run.tell(Event::Phase(Phase::Running));
    // The compiler was at it until just before.
    let compiled = FAVOURED_COMPILING_CPU + millis(1);
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(compiled) }), []);
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(compiled + FAVOURED_CPU * 9 / 10) }), []);
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(compiled + FAVOURED_CPU) }), [Effect::MakeWay]);
}

#[test]
fn a_compiler_that_computes_for_long_makes_way() {
    let mut run = Run::compiling();
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(FAVOURED_COMPILING_CPU) }), [Effect::MakeWay]);
    run.tell(Event::Phase(Phase::Running));
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(secs(9)) }), []);
}

#[test]
fn a_program_makes_way_by_the_engines_count_too() {
    let mut run = Run::running();
    run.elapsed = secs(2);
    run.tell(Event::EngineCpu { cpu: secs(1) });
    run.elapsed = secs(4);
    assert_eq!(run.handle(Event::EngineCpu { cpu: secs(2) }), [Effect::MakeWay]);
}

#[test]
fn a_program_that_is_being_ended_makes_no_way() {
    let mut run = Run::stopping();
    assert_eq!(run.handle(Event::Heartbeat { cpu: Some(secs(2)) }), []);
}

#[test]
fn the_engine_is_asked_after_two_seconds_without_a_count() {
    let mut run = Run::running();
    run.elapsed = millis(1000);
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(millis(5)) }), []);
    run.elapsed = millis(2000);
    assert_eq!(run.tell(Event::Heartbeat { cpu: None }), []);
    assert_eq!(run.deadline(), Some(millis(3000)));
    run.elapsed = millis(3000);
    assert_eq!(run.tell(Event::Tick), [Effect::AskEngineCpu]);
    run.elapsed = millis(3001);
    assert_eq!(run.tell(Event::Tick), [], "it has been asked just now");
    run.elapsed = millis(5000);
    assert_eq!(run.tell(Event::Tick), [Effect::AskEngineCpu], "it did not answer");
    run.tell(Event::EngineCpu { cpu: secs(9) });
    run.elapsed = millis(6999);
    assert_eq!(run.tell(Event::Tick), []);
    run.elapsed = millis(7000);
    assert_eq!(run.tell(Event::Tick), [Effect::AskEngineCpu]);
}

#[test]
fn a_count_of_the_engine_does_not_charge_the_boot_of_the_container() {
    let mut run = Run::running();
    run.tell(Event::Heartbeat { cpu: Some(secs(10)) });
    run.elapsed = secs(2);
    assert_eq!(run.tell(Event::EngineCpu { cpu: secs(100) }), []);
    run.elapsed = secs(3);
    assert_eq!(run.tell(Event::EngineCpu { cpu: millis(119_999) }), []);
    assert_eq!(run.tell(Event::EngineCpu { cpu: secs(120) }), [Effect::Kill]);
    assert_eq!(clock_of(&mut run), Clock::Cpu);
}

#[test]
fn the_launchers_counts_count_again_when_they_come_back() {
    let mut run = Run::running();
    run.tell(Event::EngineCpu { cpu: secs(100) });
    run.tell(Event::EngineCpu { cpu: secs(110) });
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(secs(12)) }), []);
    assert_eq!(run.tell(Event::EngineCpu { cpu: secs(129) }), []);
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(secs(30)) }), [Effect::Kill]);
}

#[test]
fn the_idle_clock_warns_a_minute_before_it_ends_a_quiet_run() {
    let mut run = Run::running();
    let warning = (secs(840), Effect::WarnIdle { ends_in: secs(60) });
    assert_eq!(run.pass_to(secs(900)), [warning, (secs(900), Effect::Kill)]);
    assert_eq!(clock_of(&mut run), Clock::Idle);
}

#[test]
fn a_short_idle_clock_warns_at_half_its_time() {
    let mut run = Run::running_with(clocks(30, 30, 10, 3600));
    let warning = (secs(5), Effect::WarnIdle { ends_in: secs(5) });
    assert_eq!(run.pass_to(secs(10)), [warning, (secs(10), Effect::Kill)]);
    assert_eq!(clock_of(&mut run), Clock::Idle);
}

#[test]
fn a_late_warning_says_how_long_is_left() {
    let mut run = Run::running();
    run.elapsed = secs(870);
    let effects = run.tell(Event::Tick);
    assert_eq!(effects, [Effect::WarnIdle { ends_in: secs(30) }, Effect::AskEngineCpu]);
}

#[test]
fn what_is_read_written_or_computed_starts_the_idle_clock_anew() {
    let signs_of_life = [
        Event::Output { bytes: 1 },
        Event::InputConsumed,
        Event::KeepRunning,
        Event::Heartbeat { cpu: Some(secs(9)) },
    ];
    for event in signs_of_life {
        let mut run = Run::running();
        assert_eq!(run.pass_to(secs(839)), []);
        assert_eq!(run.tell(event.clone()), [], "{event:?}");
        assert_eq!(run.pass_to(secs(839 + 839)), [], "{event:?}");
        let warning = (secs(839 + 840), Effect::WarnIdle { ends_in: secs(60) });
        assert_eq!(run.pass_to(secs(839 + 840)), [warning], "{event:?}");
    }
}

#[test]
fn a_sign_of_life_takes_a_warning_back() {
    let mut run = Run::running();
    run.pass_to(secs(850));
    assert_eq!(run.tell(Event::KeepRunning), [Effect::IdleWarningOver]);
    assert_eq!(run.tell(Event::KeepRunning), []);
    let warning = (secs(850 + 840), Effect::WarnIdle { ends_in: secs(60) });
    assert_eq!(run.pass_to(secs(850 + 840)), [warning]);
}

#[test]
fn a_sleeping_interpreters_own_threads_are_no_sign_of_life() {
    let mut run = Run::running();
    for second in 1..840 {
        run.elapsed = secs(second);
        // 5 ms of each second.
        assert_eq!(run.tell(Event::Heartbeat { cpu: Some(millis(5 * second)) }), []);
    }
    run.elapsed = secs(840);
    assert_eq!(run.tell(Event::Tick), [Effect::WarnIdle { ends_in: secs(60) }]);
}

#[test]
fn a_late_report_is_measured_by_the_time_it_covers() {
    let mut run = Run::running();
    run.elapsed = secs(850);
    run.tell(Event::Tick);
    // 1 % of the 850 s since the last report is 8.5 s.
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(secs(8)) }), []);
    run.elapsed = secs(851);
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(millis(8010)) }), [Effect::IdleWarningOver]);
}

#[test]
fn reports_that_come_together_are_no_sign_of_life() {
    let mut run = Run::running();
    run.elapsed = secs(850);
    run.tell(Event::Heartbeat { cpu: Some(millis(1)) });
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(millis(10)) }), []);
    assert_eq!(run.tell(Event::Heartbeat { cpu: Some(millis(20)) }), [Effect::IdleWarningOver]);
}

#[test]
fn a_warning_is_not_taken_back_once_the_end_is_decided() {
    let mut run = Run::running();
    run.pass_to(secs(850));
    assert_eq!(run.tell(Event::Stop(StopReason::User)), [Effect::Kill]);
    assert_eq!(run.tell(Event::Output { bytes: 1 }), []);
}

#[test]
fn the_clock_that_ran_out_first_is_named() {
    let mut run = Run::running_with(clocks(30, 30, 50, 40));
    run.elapsed = secs(100);
    assert_eq!(run.tell(Event::Tick), [Effect::Kill]);
    assert_eq!(clock_of(&mut run), Clock::Wall);
}

#[test]
fn a_program_that_ended_at_the_last_moment_has_ended_by_itself() {
    let mut run = Run::running();
    run.elapsed = secs(900);
    run.tell(Event::Exited(exit(Status::Code(0))));
    assert!(matches!(run.state(), RunState::Finished { .. }));
}

#[test]
fn the_clocks_are_seen_without_a_tick() {
    let mut run = Run::running();
    run.elapsed = secs(3600);
    assert_eq!(run.tell(Event::Output { bytes: 1 }), [Effect::Kill]);
    assert_eq!(clock_of(&mut run), Clock::Wall);
}

#[test]
fn nothing_but_the_kill_is_timed_once_the_end_is_decided() {
    let mut run = Run::stopping();
    run.elapsed = millis(299);
    assert_eq!(run.tell(Event::Tick), []);
    assert_eq!(run.deadline(), Some(millis(300)));
}

#[test]
fn a_limit_past_the_end_of_time_is_none() {
    let mut run = Run::running_with(Limits {
        clocks: ClockLimits {
            compile: std::time::Duration::MAX,
            cpu: std::time::Duration::MAX,
            idle: std::time::Duration::MAX,
            wall: std::time::Duration::MAX,
        },
        ..limits()
    });
    assert_eq!(run.pass_to(secs(3600)), []);
}
