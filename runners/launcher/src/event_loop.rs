//! Waits for whatever comes first and lets the launcher act on it.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::AsFd as _;
use std::time::Instant;

use ::launcher::codec::Decoder;

use crate::launcher::Launcher;
use crate::streams::{OUTPUTS_MAX, Streams};
use crate::sys::{self, poll, watch};

/// How many bytes of messages are read at once.
const READ_BYTES: usize = 64 * 1024;

/// The places of the descriptors in what is polled; the program's outputs come last.
const CONTROL: usize = 0;
const CHILD: usize = 1;
const OUTBOX: usize = 2;
const INPUT: usize = 3;
const OUTPUTS: usize = 4;

/// The launcher and the descriptors that it listens on.
pub(crate) struct EventLoop {
    launcher: Launcher,
    control: File,
    signals: File,
    decoder: Decoder,
    buffer: Box<[u8]>,
}

/// Whether the server still holds the other end.
#[derive(PartialEq, Eq)]
enum Server {
    Present,
    Gone,
}

impl EventLoop {
    /// Takes standard input as the server's messages.
    pub(crate) fn new(launcher: Launcher) -> io::Result<Self> {
        Ok(Self {
            launcher,
            control: sys::own(&io::stdin())?,
            signals: sys::child_signals()?,
            decoder: Decoder::default(),
            buffer: vec![0; READ_BYTES].into_boxed_slice(),
        })
    }

    /// Runs until the run is over or the server is gone. The kernel then kills whatever is left in
    /// the container, since PID 1 has ended.
    pub(crate) fn run(mut self) -> io::Result<()> {
        loop {
            self.launcher.advance()?;
            self.launcher.outbox.flush()?;
            if self.launcher.is_over() {
                return Ok(());
            }
            let ready = self.wait()?;
            if ready.child {
                self.take_signals()?;
            }
            // Always read, whatever else is stuck: this is how a server that died is noticed.
            if ready.control && self.read_control()? == Server::Gone {
                return Ok(());
            }
            if ready.input {
                self.launcher.feed()?;
            }
            if ready.output {
                self.launcher.read_outputs()?;
            }
        }
    }

    fn wait(&self) -> io::Result<Ready> {
        let outbox = &self.launcher.outbox;
        let speaking = if outbox.is_empty() { None } else { Some(outbox.stream()) };
        let mut entries = [watch(None, 0); OUTPUTS + OUTPUTS_MAX];
        entries[CONTROL] = watch(Some(self.control.as_fd()), libc::POLLIN);
        entries[CHILD] = watch(Some(self.signals.as_fd()), libc::POLLIN);
        entries[OUTBOX] = watch(speaking, libc::POLLOUT);
        if let Some((input, event)) = self.launcher.input_to_watch() {
            entries[INPUT] = watch(Some(input), event);
        }
        let outputs = self.launcher.outputs_to_watch().into_iter().flat_map(Streams::outputs);
        for (entry, output) in entries[OUTPUTS..].iter_mut().zip(outputs) {
            *entry = watch(Some(output), libc::POLLIN);
        }
        let timeout = self.launcher.due().map(|due| due.saturating_duration_since(Instant::now()));
        poll(&mut entries, timeout)?;
        let reports = |entry: &libc::pollfd| entry.revents != 0;
        Ok(Ready {
            control: reports(&entries[CONTROL]),
            child: reports(&entries[CHILD]),
            input: reports(&entries[INPUT]),
            output: entries[OUTPUTS..].iter().any(reports),
        })
    }

    /// Empties the descriptor; what it says is only that somebody ended.
    fn take_signals(&mut self) -> io::Result<()> {
        let mut signal = [0; size_of::<libc::signalfd_siginfo>()];
        match self.signals.read(&mut signal) {
            Ok(_) => {
                self.launcher.child_signal();
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn read_control(&mut self) -> io::Result<Server> {
        match self.control.read(&mut self.buffer[..]) {
            Ok(0) => return Ok(Server::Gone),
            Ok(count) => self.decoder.push(&self.buffer[..count]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
        loop {
            match self.decoder.next() {
                Ok(Some(message)) => self.launcher.receive(message)?,
                Ok(None) => return Ok(Server::Present),
                Err(error) => {
                    self.launcher.fail(&error.to_string())?;
                    // What follows cannot be told apart any more.
                    self.decoder = Decoder::default();
                    return Ok(Server::Present);
                }
            }
        }
    }
}

/// What has something to report.
#[expect(clippy::struct_excessive_bools, reason = "four independent descriptors, each ready or not")]
struct Ready {
    control: bool,
    child: bool,
    input: bool,
    output: bool,
}
