//! Who goes first where the CPUs do not suffice, as the kernel was told.

use std::time::{Duration, Instant};

use protocol::SessionId;
use server::sandbox::{Boot, Sandbox as _};
use testing::cgroup::{LOW_PER_MILLE, cpu_per_mille};

use crate::support::World;

/// How long a share may take to be set that nobody waits for.
const PATIENCE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn row_16_the_engine_goes_before_programs_and_who_presses_run_before_the_others() {
    let world = World::new().await;
    let parent = world.sandbox.cgroup_parent();
    assert_eq!(cpu_per_mille(parent), Some(250));

    let python = world.runner("python");
    let mut slot = world.sandbox.create(SessionId::new(), &python, Boot::Prepared).await.unwrap();
    let container = world.containers().await.remove(0).id.unwrap();
    let share = || cpu_per_mille(&format!("{parent}/{container}")).unwrap();
    assert!(share() < 500, "one that boots ahead: {}", share());
    slot.install(SessionId::new(), Vec::new()).await.unwrap();
    assert_eq!(share(), 1000, "once somebody has pressed Run");

    slot.handle.make_way();
    let asked = Instant::now();
    while !LOW_PER_MILLE.contains(&share()) && asked.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(LOW_PER_MILLE.contains(&share()), "once it has computed for long: {}", share());
    slot.remove().await.unwrap();

    let cold = world.create(&python).await;
    let container = world.containers().await.remove(0).id.unwrap();
    assert_eq!(cpu_per_mille(&format!("{parent}/{container}")), Some(1000));
    cold.remove().await.unwrap();
}
