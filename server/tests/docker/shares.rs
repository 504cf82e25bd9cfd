//! Who goes first where the CPUs do not suffice, as the kernel was told.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use protocol::SessionId;
use server::sandbox::{Boot, Sandbox as _};

use crate::support::World;

/// How long a share may take to be set that nobody waits for.
const PATIENCE: Duration = Duration::from_secs(5);

/// The share of a cgroup, in thousandths of what one has that nobody set.
fn per_mille(name: &str) -> u64 {
    let name = name.trim_start_matches('/');
    let read = |file: &Path| fs::read_to_string(file).ok()?.trim().parse::<u64>().ok();
    let root = Path::new("/sys/fs/cgroup");
    let shares = read(&root.join("cpu").join(name).join("cpu.shares")).map(|shares| shares * 1000 / 1024);
    let weight = || read(&root.join(name).join("cpu.weight")).map(|weight| weight * 1000 / 100);
    shares.or_else(weight).unwrap_or_else(|| panic!("{name} has no share"))
}

#[tokio::test]
async fn row_16_the_engine_goes_before_programs_and_who_presses_run_before_the_others() {
    let world = World::new().await;
    let parent = world.sandbox.cgroup_parent();
    assert_eq!(per_mille(parent), 250);

    let python = world.runner("python");
    let mut slot = world.sandbox.create(SessionId::new(), &python, Boot::Prepared).await.unwrap();
    let container = world.containers().await.remove(0).id.unwrap();
    let share = || per_mille(&format!("{parent}/{container}"));
    assert!(share() < 500, "one that boots ahead: {}", share());
    slot.install(SessionId::new(), Vec::new()).await.unwrap();
    assert_eq!(share(), 1000, "once somebody has pressed Run");

    slot.handle.make_way();
    let asked = Instant::now();
    while share() > 100 && asked.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(share() < 100, "once it has computed for long: {}", share());
    slot.remove().await.unwrap();

    let cold = world.create(&python).await;
    let container = world.containers().await.remove(0).id.unwrap();
    assert_eq!(per_mille(&format!("{parent}/{container}")), 1000);
    cold.remove().await.unwrap();
}
