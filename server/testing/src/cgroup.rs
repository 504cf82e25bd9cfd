//! What the kernel was told of a container.

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

const ROOT: &str = "/sys/fs/cgroup";

/// What one has that makes way: 64 of 1024 in version 1, 6 of 100 in version 2.
pub const LOW_PER_MILLE: RangeInclusive<u64> = 60..=62;

/// How much of the CPUs a cgroup gets beside its siblings, in thousandths of what one gets that nobody told;
/// `None` where there is no such cgroup.
pub fn cpu_per_mille(name: &str) -> Option<u64> {
    let name = name.trim_start_matches('/');
    let read = |file: &Path| fs::read_to_string(file).ok()?.trim().parse::<u64>().ok();
    let version_1 = read(&Path::new(ROOT).join("cpu").join(name).join("cpu.shares"));
    let version_2 = || read(&Path::new(ROOT).join(name).join("cpu.weight"));
    version_1.map(|shares| shares * 1000 / 1024).or_else(|| version_2().map(|weight| weight * 1000 / 100))
}
