//! The time from Stop to STOPPED, also while a program floods, and until its container is gone.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::client::Client;
use super::percentiles::percentiles;
use super::start::{Bench, COLD_INSTANCE};
use crate::docker;
use crate::process::{heading, poll_until};

/// How long a program runs before it is stopped.
const RUNS_FOR: Duration = Duration::from_millis(300);

/// How long a container may take to be removed before the benchmark gives up.
const GONE_DEADLINE: Duration = Duration::from_secs(10);

/// What is stopped: (its name, the program).
const PROGRAMS: [(&str, &str); 3] = [
    ("waits for input", "print('ready')\ninput()\n"),
    ("computes", "print('ready')\nwhile True: pass\n"),
    ("floods", "line = 'y' * 1000\nwhile True: print(line)\n"),
];

/// Stops programs of a server without a pool: there each container is a run's.
pub(super) fn bench(bench: &Bench, runs: usize) -> Result<()> {
    heading(&format!("Stop, {runs} runs each (Python): median / 95th percentile in ms"));
    println!("| the program | STOPPED is told after | its container is gone after |");
    println!("|---|---|---|");
    let mut client = Client::connect(&bench.cold.address)?;
    for (name, source) in PROGRAMS {
        let (mut told, mut gone) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            let pressed = client.stop("python", "main.py", source, RUNS_FOR)?;
            told.push(pressed.elapsed());
            gone.push(until_gone(pressed)?);
            // Whatever follows the end of a run does not count for the next.
            thread::sleep(RUNS_FOR);
        }
        let (told, gone) = (percentiles(told.into_iter()), percentiles(gone.into_iter()));
        println!("| {name} | {:.1} / {:.1} | {:.0} / {:.0} |", told.0, told.1, gone.0, gone.1);
    }
    Ok(())
}

/// How long after the press no container is left; asking takes some 20 ms by itself.
fn until_gone(pressed: Instant) -> Result<Duration> {
    let gone = poll_until(GONE_DEADLINE, || {
        Ok(docker::containers()?.iter().all(|(_, instance)| instance != COLD_INSTANCE))
    })?;
    ensure!(gone, "a container is still there {} s after Stop", GONE_DEADLINE.as_secs());
    Ok(pressed.elapsed())
}
