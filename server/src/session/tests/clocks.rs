//! The clocks, through the whole stack.

use launcher::messages::Status;
use protocol::{Clock, Outcome, Phase};

use super::*;

/// Plays a launcher that reports so much CPU time each second, and obeys.
fn beat(mut container: FakeContainer, cpu_us_per_second: u64) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut cpu_us = 0;
        loop {
            match timeout(Duration::from_secs(1), container.heard()).await {
                Ok(Some(ToLauncher::Kill)) => {
                    container.say(exited(Status::Signal(9))).await;
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => {
                    cpu_us += cpu_us_per_second;
                    container.say(FromLauncher::Heartbeat { cpu_us: Some(cpu_us) }).await;
                }
            }
        }
    })
}

/// The run that is followed from now on ends by this clock, so long from now.
async fn check_timeout(client: &mut Client, expected: Clock, after: Duration) {
    let started = tokio::time::Instant::now();
    let state = client.end().await;
    let RunState::Timeout { clock, .. } = state else { panic!("no timeout but {state:?}") };
    assert_eq!(clock, expected);
    let late = started.elapsed().checked_sub(after).expect("not before its time");
    assert!(late < Duration::from_secs(2), "{late:?} late");
}

#[tokio::test(start_paused = true)]
async fn a_compiler_that_takes_too_long() {
    let world = World::new();
    let mut client = world.connect().await;
    client.send(&ClientMessage::Run(request("java")));
    let container = world.sandbox.next_container().await;
    assert_eq!(client.state("RUNNING").await, RunState::Running { phase: Phase::Compiling });
    let launcher = beat(container, 1000);
    check_timeout(&mut client, Clock::Compile, Duration::from_secs(30)).await;
    launcher.await.unwrap();
    idle().await;
    world.check_empty();
}

#[tokio::test(start_paused = true)]
async fn a_program_that_computes_without_end() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    let launcher = beat(container, 1_000_000);
    check_timeout(&mut client, Clock::Cpu, Duration::from_secs(30)).await;
    launcher.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_engine_is_asked_where_the_launcher_is_silent() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    let computing = tokio::spawn(async move {
        for second in 1_u64.. {
            tokio::time::sleep(Duration::from_secs(1)).await;
            container.set_cpu_us(second * 1_000_000);
            if container.events.is_closed() {
                break;
            }
        }
    });
    // The first answer, after two seconds, only says where the container's own count stood.
    check_timeout(&mut client, Clock::Cpu, Duration::from_secs(32)).await;
    computing.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn row_37_a_run_whose_launcher_and_engine_are_both_silent_ends_in_words() {
    let world = World::new();
    let (mut client, _, _container) = world.running().await;
    world.sandbox.set_available(false);
    let state = client.end().await;
    let RunState::Finished { outcome: Outcome::SystemError { message }, .. } = &state else {
        panic!("{state:?}")
    };
    assert!(message.contains("Docker has stopped answering"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn row_37_a_run_whose_launcher_is_heard_outlives_an_engine_that_is_silent() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    world.sandbox.set_available(false);
    let launcher = beat(container, 0);
    check_timeout(&mut client, Clock::Idle, Duration::from_mins(15)).await;
    launcher.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn row_15_a_program_that_does_nothing_is_asked_about_and_then_ended() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    let launcher = beat(container, 0);
    let warning = loop {
        if let ServerMessage::IdleWarning(warning) = client.message().await {
            break warning;
        }
    };
    assert_eq!(warning.ends_in_ms, 60_000);
    client.send(&ClientMessage::KeepRunning);
    check_timeout(&mut client, Clock::Idle, Duration::from_mins(15)).await;
    launcher.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_program_that_prints_for_ever() {
    let world = World::new();
    let (mut client, _, container) = world.running().await;
    let events = container.events.clone();
    let launcher = beat(container, 0);
    let printing = tokio::spawn(async move {
        while events.send(crate::sandbox::SlotEvent::Message(output("."))).await.is_ok() {
            tokio::time::sleep(Duration::from_mins(1)).await;
        }
    });
    check_timeout(&mut client, Clock::Wall, Duration::from_hours(1)).await;
    launcher.await.unwrap();
    printing.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn row_16_a_program_that_computes_lets_others_go_first_and_one_that_waits_does_not() {
    let world = World::new();
    for (cpu_ms, makes_way) in [(199, false), (200, true)] {
        let (mut client, _, container) = world.running().await;
        let cpu_us = Some(cpu_ms * 1000);
        container.say(FromLauncher::Heartbeat { cpu_us }).await;
        container.say(output("heard")).await;
        client.output_up_to(5).await;
        assert_eq!(container.makes_way(), makes_way, "{cpu_ms} ms");
    }
}
