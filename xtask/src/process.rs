//! Running other programs: said aloud before, explained after, never waited for without an end.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often a child that is waited for is looked at.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The folder of the workspace, which every command runs in.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// Says what happens next, so that nobody wonders what a long step does.
pub(crate) fn heading(text: &str) {
    println!("\n\x1b[1m── {text}\x1b[0m");
}

/// A command from its words.
pub(crate) fn command<const N: usize>(words: [&str; N]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// Runs a command to its end with its output shown, and fails where it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let text = describe(command);
    println!("$ {text}");
    let status = command.status().with_context(|| format!("`{text}` could not be started"))?;
    succeeded(status, &text)
}

/// Runs a command with its output shown, and kills it at the deadline.
pub(crate) fn run_within(command: &mut Command, deadline: Duration) -> Result<()> {
    let text = describe(command);
    println!("$ {text}");
    let mut child = command.spawn().with_context(|| format!("`{text}` could not be started"))?;
    let Some(status) = wait_within(&mut child, deadline)? else {
        kill(&mut child)?;
        bail!("`{text}` did not end within {} s", deadline.as_secs());
    };
    succeeded(status, &text)
}

/// Runs a command quietly and returns what it prints; `None` where it is missing or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a quiet command ends well before the deadline.
pub(crate) fn succeeds_within(command: &mut Command, deadline: Duration) -> Result<bool> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return Ok(false) };
    let status = wait_within(&mut child, deadline)?;
    if status.is_none() {
        kill(&mut child)?;
    }
    Ok(status.is_some_and(|status| status.success()))
}

/// Waits for a child, at most so long.
pub(crate) fn wait_within(child: &mut Child, deadline: Duration) -> Result<Option<ExitStatus>> {
    let mut status = None;
    poll_until(deadline, || {
        status = child.try_wait()?;
        Ok(status.is_some())
    })?;
    Ok(status)
}

/// Asks again and again until the answer is yes or the deadline has passed; tells which.
pub(crate) fn poll_until(deadline: Duration, mut ask: impl FnMut() -> Result<bool>) -> Result<bool> {
    let start = Instant::now();
    loop {
        if ask()? {
            return Ok(true);
        }
        if start.elapsed() >= deadline {
            return Ok(false);
        }
        thread::sleep(POLL_INTERVAL);
    }
}

/// Sends a signal to a process, or with a minus before its id to a group.
pub(crate) fn signal(name: &str, target: &str) -> Result<()> {
    run(&mut command(["kill", "-s", name, "--", target]))
}

/// Where a program lies, if PATH leads to it.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The command line, for people.
fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn kill(child: &mut Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}

fn succeeded(status: ExitStatus, text: &str) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{text}` failed ({status})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_hangs_is_killed_at_the_deadline() {
        let start = Instant::now();
        let error = run_within(&mut command(["sleep", "60"]), Duration::from_millis(50)).unwrap_err();
        assert!(error.to_string().contains("did not end within"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_command_that_fails_is_named() {
        let error = run(&mut command(["false"])).unwrap_err();
        assert!(error.to_string().starts_with("`false` failed"), "{error}");
    }
}
