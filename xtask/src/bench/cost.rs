//! What a server costs that waits with a full pool.

use std::collections::BTreeMap;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::start::{Bench, WARM_INSTANCE};
use crate::docker;
use crate::process::heading;

/// How long an idle server is watched.
const WATCH: Duration = Duration::from_secs(20);

/// How long the pool gets to fill after the measurements before.
const FILL: Duration = Duration::from_secs(10);

/// What one tick of the kernel's accounting is (`USER_HZ`, 100 a second on every architecture; proc(5)).
const TICK: Duration = Duration::from_millis(10);

/// Prints the memory of the containers that wait, and the CPU time of the server and of its containers.
pub(super) fn bench(bench: &Bench) -> Result<()> {
    thread::sleep(FILL);
    heading("a full pool that waits");
    println!("| container of | how many | memory of each, in MiB |");
    println!("|---|---|---|");
    let mut memory: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (image, mib) in docker::memory(WARM_INSTANCE)? {
        memory.entry(image).or_default().push(mib);
    }
    for (image, mib) in memory {
        let mean = mib.iter().sum::<f64>() / mib.len() as f64;
        println!("| {image} | {} | {mean:.1} |", mib.len());
    }
    let (started, server, machine) = (Instant::now(), process_cpu(bench.warm.id())?, machine_cpu()?);
    thread::sleep(WATCH);
    let share = |used: Duration| 100.0 * used.as_secs_f64() / started.elapsed().as_secs_f64();
    println!(
        "CPU while nothing happens for {} s: the server {:.2} %, the whole machine {:.2} % of one core",
        WATCH.as_secs(),
        share(process_cpu(bench.warm.id())?.saturating_sub(server)),
        share(machine_cpu()?.saturating_sub(machine))
    );
    Ok(())
}

/// The CPU time that the whole machine has spent so far, of all cores together (proc(5), /proc/stat).
pub(super) fn machine_cpu() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/stat")?;
    let fields: Vec<u64> = stat
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .filter_map(|field| field.parse().ok())
        .collect();
    // user, nice, system, idle, iowait, irq, softirq: all but the two in which it waits.
    let [user, nice, system, _, _, irq, softirq, ..] = fields[..] else {
        anyhow::bail!("/proc/stat does not begin as proc(5) says")
    };
    Ok(TICK * u32::try_from(user + nice + system + irq + softirq)?)
}

/// The CPU time that a process has spent so far (proc(5), /proc/pid/stat).
fn process_cpu(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, in parentheses, may hold spaces; utime and stime are the 12th and 13th after it.
    let (_, fields) = stat.rsplit_once(')').context("a process without a name")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks: u32 = fields
        .get(11..13)
        .context("a short stat")?
        .iter()
        .map(|field| field.parse::<u32>())
        .sum::<Result<_, _>>()?;
    Ok(TICK * ticks)
}

/// The memory that a process holds, in KiB (proc(5), /proc/pid/status, `VmRSS`).
pub(super) fn process_memory(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
