//! Whether an engine can limit what programs take. One that cannot makes containers all the same, without the
//! limits, and only warns.

use anyhow::{Result, ensure};
use bollard::models::SystemInfo;

/// Refuses an engine that says that it lacks a limit which every container has.
///
/// # Errors
/// In words for the operator: which limits, and why that may be.
pub(super) fn check(info: &SystemInfo) -> Result<()> {
    let needed = [
        ("memory", info.memory_limit),
        ("CPU time", info.cpu_cfs_quota),
        ("the number of processes", info.pids_limit),
    ];
    let lacking = needed.into_iter().filter(|(_, can)| *can == Some(false)).map(|(what, _)| what);
    let lacking = lacking.collect::<Vec<_>>().join(", ");
    ensure!(
        lacking.is_empty(),
        "this engine cannot limit {lacking}: its kernel lacks the cgroup controllers, or the engine is rootless and \
         they are not delegated to its user (which needs cgroup v2)"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_lacks_a_limit_is_refused_by_the_name_of_it() {
        let able = SystemInfo {
            memory_limit: Some(true),
            cpu_cfs_quota: Some(true),
            pids_limit: Some(true),
            ..SystemInfo::default()
        };
        assert!(check(&able).is_ok());
        assert!(check(&SystemInfo::default()).is_ok(), "one that says nothing of it");
        let rootless = SystemInfo { memory_limit: Some(false), pids_limit: Some(false), ..able };
        let error = check(&rootless).unwrap_err().to_string();
        assert!(error.starts_with("this engine cannot limit memory, the number of processes: "), "{error}");
    }
}
