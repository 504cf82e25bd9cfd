//! A server under test: started, spoken to, ended.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{signal, wait_within};

/// What the server prints once it can be asked for the page.
const READY: &str = "Madang listens on http://";

/// How long a server may take to end after SIGTERM: longer than its own deadline for draining.
const END_DEADLINE: Duration = Duration::from_secs(30);

/// A server that listens. Dropping it ends it, and what it started.
pub(crate) struct Serving {
    child: Child,
    /// `host:port`.
    pub(crate) address: String,
}

impl Serving {
    /// Starts a command that ends up listening, and waits until it does.
    pub(crate) fn start(command: &mut Command, deadline: Duration) -> Result<Self> {
        // In a group of its own: cargo-leptos starts the server as its child.
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0).spawn()?;
        let stdout = child.stdout.take().context("the server has no standard output")?;
        let mut serving = Self { child, address: String::new() };
        serving.address = wait_until_ready(&lines(stdout), deadline)?;
        Ok(serving)
    }

    /// The process id of what was started.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the server, and what it started, to end.
    pub(crate) fn stop(mut self) -> Result<ExitStatus> {
        self.end()
    }

    /// Kills the server, which it cannot notice.
    pub(crate) fn kill(&mut self) -> Result<()> {
        signal("KILL", &format!("-{}", self.child.id()))?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks once, and kills what does not listen.
    fn end(&mut self) -> Result<ExitStatus> {
        let group = format!("-{}", self.child.id());
        signal("TERM", &group)?;
        if let Some(status) = wait_within(&mut self.child, END_DEADLINE)? {
            return Ok(status);
        }
        signal("KILL", &group)?;
        self.child.wait()?;
        bail!("the server did not end within {} s of SIGTERM", END_DEADLINE.as_secs())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Ended and waited for already, unless a check failed before that. cargo-leptos has the server
        // in another group, so it is asked first here too: only then does it end the server.
        if matches!(self.child.try_wait(), Ok(None))
            && let Err(error) = self.end()
        {
            eprintln!("{error:#}");
        }
    }
}

/// Shows what the server prints, and hands it on line by line.
fn lines(stdout: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            println!("  {line}");
            // Nobody waits for lines any more once the server is ready; they are shown all the same.
            let _ = sender.send(line);
        }
    });
    receiver
}

/// The address in the line that says that the server listens.
fn wait_until_ready(lines: &Receiver<String>, deadline: Duration) -> Result<String> {
    let start = Instant::now();
    loop {
        match lines.recv_timeout(deadline.saturating_sub(start.elapsed())) {
            Ok(line) => {
                if let Some((_, address)) = line.split_once(READY) {
                    return Ok(address.trim().trim_end_matches('/').to_owned());
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                bail!("the server does not listen after {} s", deadline.as_secs())
            }
            Err(RecvTimeoutError::Disconnected) => bail!("the server ended before it listened"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::command;

    #[test]
    fn a_server_is_ready_once_it_says_so_and_ends_when_asked() {
        let script = "echo Starting; echo 'Madang listens on http://127.0.0.1:4321'; exec sleep 60";
        let serving = Serving::start(&mut command(["sh", "-c", script]), Duration::from_secs(10)).unwrap();
        assert_eq!(serving.address, "127.0.0.1:4321");
        assert!(!serving.stop().unwrap().success());
    }

    #[test]
    fn a_server_that_never_listens_is_an_error() {
        let error = Serving::start(&mut command(["true"]), Duration::from_secs(10)).err().unwrap();
        assert_eq!(error.to_string(), "the server ended before it listened");
    }
}
