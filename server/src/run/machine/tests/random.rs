use std::time::Duration;

use launcher::messages::{self, Exit, Status};
use proptest::prelude::*;
use protocol::{Phase, StopReason};

use super::{Effect, Event, Run, millis};
use crate::sandbox::Closed;

fn phase() -> impl Strategy<Value = Phase> {
    prop_oneof![Just(Phase::Compiling), Just(Phase::Running)]
}

fn exits() -> impl Strategy<Value = Exit> {
    let phase = prop_oneof![Just(messages::Phase::Compiling), Just(messages::Phase::Running)];
    let status = prop_oneof![any::<i32>().prop_map(Status::Code), any::<i32>().prop_map(Status::Signal)];
    (phase, status, any::<Option<u64>>(), any::<Option<u64>>()).prop_map(
        |(phase, status, cpu_us, oom_kills)| {
            let usage = messages::Usage { cpu_us, oom_kills, ..messages::Usage::default() };
            Exit { phase, status, usage }
        },
    )
}

/// Endings are rare, so that most sequences get somewhere first.
fn events() -> impl Strategy<Value = Event> {
    let cpu = || (0_u64..40_000).prop_map(millis);
    prop_oneof![
        8 => any::<bool>().prop_map(|compiling| Event::Started { compiling }),
        4 => phase().prop_map(Event::Phase),
        8 => (0_u64..300).prop_map(|bytes| Event::Output { bytes }),
        1 => any::<u64>().prop_map(|bytes| Event::Output { bytes }),
        4 => Just(Event::InputConsumed),
        8 => proptest::option::of(cpu()).prop_map(|cpu| Event::Heartbeat { cpu }),
        1 => any::<Duration>().prop_map(|cpu| Event::Heartbeat { cpu: Some(cpu) }),
        4 => cpu().prop_map(|cpu| Event::EngineCpu { cpu }),
        1 => exits().prop_map(Event::Exited),
        1 => any::<bool>().prop_map(|out_of_memory| Event::Closed(Closed { out_of_memory, error: None })),
        1 => Just(Event::Failed { message: "broken".to_owned() }),
        1 => Just(Event::Stop(StopReason::User)),
        4 => Just(Event::KeepRunning),
        20 => Just(Event::Tick),
    ]
}

/// How long after the event before: often short, sometimes past every clock.
fn pauses() -> impl Strategy<Value = Duration> {
    prop_oneof![4 => 0_u64..1500, 2 => 0_u64..400_000, 1 => 0_u64..5_000_000].prop_map(millis)
}

proptest! {
    #[test]
    fn whatever_happens(steps in proptest::collection::vec((pauses(), events()), 0..80)) {
        let mut run = Run::ready();
        let mut seen = Vec::new();
        for (pause, event) in steps {
            run.elapsed += pause;
            let before = run.state().clone();
            let output = if let Event::Output { bytes } = event { bytes } else { 0 };
            let tick = event == Event::Tick;
            let effects = run.tell(event);

            let notified = effects.contains(&Effect::Notify);
            prop_assert_eq!(notified, *run.state() != before, "a change is told, and only a change");
            prop_assert_eq!(effects.contains(&Effect::Ended), run.state().is_terminal() && !before.is_terminal());
            if before.is_terminal() {
                prop_assert_eq!(run.state(), &before);
                prop_assert!(effects.is_empty());
            } else if let Some(end) = run.state().end() {
                prop_assert!(end.output_end >= output);
                prop_assert_eq!(effects.last(), Some(&Effect::Ended));
            }
            if let Some(deadline) = run.deadline() {
                // While a run is being ended only a tick looks at the time: it may be due by now.
                let due = run.machine.is_ending() && !tick;
                prop_assert!(due || deadline > run.elapsed, "a tick that does nothing would be due again at once");
            }
            seen.extend(effects);
        }
        for once in [Effect::Kill, Effect::Destroy, Effect::Ended] {
            prop_assert!(seen.iter().filter(|effect| **effect == once).count() <= 1);
        }
        let killed = seen.iter().position(|effect| *effect == Effect::Kill);
        let destroyed = seen.iter().position(|effect| *effect == Effect::Destroy);
        prop_assert!(destroyed.is_none() || killed < destroyed, "force comes after asking");
    }

    #[test]
    fn every_started_run_ends(steps in proptest::collection::vec((pauses(), events()), 0..20)) {
        let mut run = Run::running();
        for (pause, event) in steps {
            run.elapsed += pause;
            run.tell(event);
        }
        run.pass_to(run.elapsed + super::secs(3601));
        prop_assert!(run.state().is_terminal());
    }
}
