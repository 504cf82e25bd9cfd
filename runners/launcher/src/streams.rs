//! The program's streams, whatever they are: where its input goes and where its output comes from.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd as _, BorrowedFd};

use ::launcher::codec::CHUNK_BYTES_MAX;
use ::launcher::messages::{FromLauncher, Io, Phase, Size, Stream};

use crate::child::{Control, Stdio};
use crate::input::Input;
use crate::pipes::Pipes;
use crate::terminal::Terminal;

/// A program has at most two outputs.
pub(crate) const OUTPUTS_MAX: usize = 2;

/// The launcher's side of the program's streams.
#[derive(Debug)]
pub(crate) struct Streams {
    kind: Kind,
    outputs: Vec<Output>,
    chunk: Box<[u8]>,
}

#[derive(Debug)]
enum Kind {
    Terminal(Terminal),
    Pipes(Pipes),
    /// The program has ended: only what it printed is left.
    Over,
}

#[derive(Debug)]
struct Output {
    stream: Stream,
    file: File,
}

impl Streams {
    /// Makes what the server asked for.
    pub(crate) fn open(io: Io) -> io::Result<Self> {
        let (kind, outputs) = match io {
            Io::Terminal(size) => {
                let terminal = Terminal::open(size)?;
                let file = terminal.master().try_clone()?;
                (Kind::Terminal(terminal), vec![Output { stream: Stream::Stdout, file }])
            }
            Io::Pipes => {
                let (pipes, stdout, stderr) = Pipes::open()?;
                let stdout = Output { stream: Stream::Stdout, file: stdout };
                let stderr = Output { stream: Stream::Stderr, file: stderr };
                (Kind::Pipes(pipes), vec![stdout, stderr])
            }
        };
        Ok(Self { kind, outputs, chunk: vec![0; CHUNK_BYTES_MAX].into_boxed_slice() })
    }

    /// What a child gets in this phase; nothing once its ends are closed.
    pub(crate) fn stdio(&self, phase: Phase, control: Control) -> Option<Stdio<'_>> {
        match &self.kind {
            Kind::Terminal(terminal) => Some(Stdio::Terminal(terminal.slave().as_fd(), control)),
            Kind::Pipes(pipes) => {
                let ends = pipes.program_ends()?;
                let stdin = match phase {
                    Phase::Compiling => ends.no_input.as_fd(),
                    Phase::Running => ends.stdin.as_fd(),
                };
                Some(Stdio::Pipes { stdin, stdout: ends.stdout.as_fd(), stderr: ends.stderr.as_fd() })
            }
            Kind::Over => None,
        }
    }

    /// The program itself, after any compiler, has its streams.
    pub(crate) fn program_started(&mut self) {
        if let Kind::Pipes(pipes) = &mut self.kind {
            pipes.close_program_ends();
        }
    }

    /// The compiler has ended and the program comes.
    pub(crate) fn compiler_ended(&self) -> io::Result<()> {
        match &self.kind {
            Kind::Terminal(terminal) => terminal.reset(),
            Kind::Pipes(_) | Kind::Over => Ok(()),
        }
    }

    /// No process has them any more: what was printed can be read to its end.
    pub(crate) fn program_ended(&mut self) {
        self.kind = Kind::Over;
    }

    /// Gives a terminal another size. Pipes have none.
    pub(crate) fn resize(&self, size: Size) -> io::Result<()> {
        match &self.kind {
            Kind::Terminal(terminal) => terminal.resize(size),
            Kind::Pipes(_) | Kind::Over => Ok(()),
        }
    }

    /// Where input goes, if some waits and has not been taken.
    pub(crate) fn input_to_watch(&self, input: &Input) -> Option<BorrowedFd<'_>> {
        match &self.kind {
            Kind::Terminal(terminal) if terminal.wants(input) => Some(terminal.master().as_fd()),
            Kind::Pipes(pipes) if pipes.wants(input) => pipes.input().map(File::as_fd),
            _ => None,
        }
    }

    /// The signal that waiting input stands for, where a terminal would send one that ends a program.
    pub(crate) fn typed_signal(&self, input: &Input) -> io::Result<Option<libc::c_int>> {
        match &self.kind {
            Kind::Terminal(terminal) => terminal.typed_signal(input),
            Kind::Pipes(_) | Kind::Over => Ok(None),
        }
    }

    /// Hands over the input that is taken now.
    pub(crate) fn feed(&mut self, input: &mut Input) -> io::Result<()> {
        match &mut self.kind {
            Kind::Terminal(terminal) => terminal.feed(input),
            Kind::Pipes(pipes) => pipes.feed(input),
            Kind::Over => Ok(()),
        }
    }

    /// Makes what has been typed appear, where nobody will read it.
    pub(crate) fn show_typed(&self) -> io::Result<()> {
        match &self.kind {
            Kind::Terminal(terminal) => terminal.input_waits().map(drop),
            Kind::Pipes(_) | Kind::Over => Ok(()),
        }
    }

    /// The outputs that have not ended.
    pub(crate) fn outputs(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        self.outputs.iter().map(|output| output.file.as_fd())
    }

    /// Whether all that was printed has been read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.outputs.is_empty()
    }

    /// Reads one message's worth from each output, `limit` bytes in all. Small writes of the program
    /// that already wait are taken together; nothing is waited for.
    pub(crate) fn read(&mut self, limit: u64) -> io::Result<Vec<FromLauncher>> {
        let mut limit = limit;
        let mut messages = Vec::new();
        let mut failure = None;
        let chunk = &mut self.chunk;
        self.outputs.retain_mut(|output| {
            let room = chunk.len().min(usize::try_from(limit).unwrap_or(usize::MAX));
            let (count, state) = fill(&mut output.file, &mut chunk[..room]);
            if count > 0 {
                limit -= count as u64;
                messages.push(FromLauncher::Output { stream: output.stream, bytes: chunk[..count].to_vec() });
            }
            match state {
                Ok(Source::Open) => true,
                Ok(Source::Ended) => false,
                Err(error) => {
                    failure = Some(error);
                    false
                }
            }
        });
        failure.map_or(Ok(messages), Err)
    }
}

/// Whether more can come from an output.
enum Source {
    Open,
    Ended,
}

/// Reads until the buffer is full or nothing waits.
fn fill(file: &mut File, buffer: &mut [u8]) -> (usize, io::Result<Source>) {
    let mut count = 0;
    while count < buffer.len() {
        match file.read(&mut buffer[count..]) {
            Ok(0) => return (count, Ok(Source::Ended)),
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            // A terminal that nobody has open any more.
            Err(error) if error.raw_os_error() == Some(libc::EIO) => return (count, Ok(Source::Ended)),
            Err(error) => return (count, Err(error)),
        }
    }
    (count, Ok(Source::Open))
}
