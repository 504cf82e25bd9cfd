//! What a launcher's last word means for the user.

use launcher::messages::{self, Exit, Status};
use protocol::{Outcome, Usage};

/// SIGKILL: what the kernel sends where the memory limit is reached.
const SIGKILL: i32 = 9;

/// How a program ended that nobody stopped and that might use so much memory.
pub(super) fn outcome(exit: &Exit, memory_bytes: u64) -> Outcome {
    match (exit.status, exit.phase) {
        // Only who is killed itself has run out of memory. A parent may live on, and may even pass
        // 137 on as its own exit code, as shells do: that is an ordinary exit.
        (Status::Signal(SIGKILL), _) if memory_limit_hit(&exit.usage) => {
            Outcome::OutOfMemory { limit_bytes: memory_bytes }
        }
        (Status::Signal(signal), _) => Outcome::Signaled { signal: signal_name(signal) },
        (Status::Code(code), messages::Phase::Compiling) if code != 0 => Outcome::CompileFailed { code },
        (Status::Code(code), _) => Outcome::Exited { code },
    }
}

/// Adds what the launcher knows of the usage to what the server knows.
pub(super) fn add_usage(usage: &mut Usage, reported: &messages::Usage) {
    usage.cpu_ms = reported.cpu_us.map(|cpu_us| cpu_us / 1000).or(usage.cpu_ms);
    usage.memory_peak_bytes = reported.memory_peak_bytes;
    usage.memory_limit_hit = memory_limit_hit(reported);
}

fn memory_limit_hit(usage: &messages::Usage) -> bool {
    usage.oom_kills.is_some_and(|kills| kills > 0)
}

/// The signals from 1 on, as Linux numbers them on the machines that Docker runs on.
const SIGNAL_NAMES: &str = "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT \
    CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS";

/// The first and last real-time signal that the C library leaves to programs.
const REAL_TIME: (i32, i32) = (34, 64);

/// A signal's name, as `kill -l` prints it, with its `SIG`.
pub(super) fn signal_name(signal: i32) -> String {
    let (first, last) = REAL_TIME;
    let index = usize::try_from(signal).ok().and_then(|number| number.checked_sub(1));
    if let Some(name) = index.and_then(|index| SIGNAL_NAMES.split(' ').nth(index)) {
        return format!("SIG{name}");
    }
    match signal {
        _ if signal == first => "SIGRTMIN".to_owned(),
        _ if signal == last => "SIGRTMAX".to_owned(),
        _ if (first..=first + 15).contains(&signal) => format!("SIGRTMIN+{}", signal - first),
        _ if (first..=last).contains(&signal) => format!("SIGRTMAX-{}", last - signal),
        _ => format!("SIG{signal}"),
    }
}
