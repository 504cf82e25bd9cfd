//! The program's streams as three pipes, with standard output and standard error apart.

use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Write as _};

use crate::input::Input;
use crate::sys;

/// Both ends of the pipes. The program's ends are held until the program has its own.
#[derive(Debug)]
pub(crate) struct Pipes {
    /// Where input goes; gone once the program closed it or has got everything.
    input: Option<File>,
    program_ends: Option<ProgramEnds>,
}

/// What the program gets.
#[derive(Debug)]
pub(crate) struct ProgramEnds {
    /// Its standard input.
    pub(crate) stdin: PipeReader,
    /// Its standard output.
    pub(crate) stdout: PipeWriter,
    /// Its standard error.
    pub(crate) stderr: PipeWriter,
    /// The compiler's standard input: the input is the program's.
    pub(crate) no_input: File,
}

impl Pipes {
    /// New pipes, and the launcher's ends of the two outputs.
    pub(crate) fn open() -> io::Result<(Self, File, File)> {
        let (stdin, input) = io::pipe()?;
        let (output, stdout) = io::pipe()?;
        let (error, stderr) = io::pipe()?;
        let no_input = File::open("/dev/null")?;
        let ends = ProgramEnds { stdin, stdout, stderr, no_input };
        let pipes = Self { input: Some(sys::own(&input)?), program_ends: Some(ends) };
        Ok((pipes, sys::own(&output)?, sys::own(&error)?))
    }

    /// Where input goes.
    pub(crate) fn input(&self) -> Option<&File> {
        self.input.as_ref()
    }

    /// What the program gets, until [`Pipes::close_program_ends`].
    pub(crate) fn program_ends(&self) -> Option<&ProgramEnds> {
        self.program_ends.as_ref()
    }

    /// Leaves the program's ends to the program: a pipe ends when it has closed them.
    pub(crate) fn close_program_ends(&mut self) {
        self.program_ends = None;
    }

    /// Whether something is still to be written or closed.
    pub(crate) fn wants(&self, input: &Input) -> bool {
        self.input.is_some() && (!input.pending().is_empty() || input.is_at_end())
    }

    /// Writes what the pipe takes now.
    pub(crate) fn feed(&mut self, input: &mut Input) -> io::Result<()> {
        while let Some(mut pipe) = self.input.as_ref()
            && !input.pending().is_empty()
        {
            match pipe.write(input.pending()) {
                Ok(count) => input.consume(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => self.input = None,
                Err(error) => return Err(error),
            }
        }
        if self.input.is_none() {
            input.discard();
        }
        if input.is_at_end() {
            self.input = None;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn read_end(pipes: &mut Pipes) -> PipeReader {
        let reader = pipes.program_ends().expect("still held").stdin.try_clone().expect("a duplicate");
        pipes.close_program_ends();
        reader
    }

    #[test]
    fn end_of_file_follows_the_last_byte() {
        let (mut pipes, _, _) = Pipes::open().expect("pipes");
        let mut reader = read_end(&mut pipes);
        let mut input = Input::default();
        input.push(b"last").expect("it fits");
        input.close();
        assert!(pipes.wants(&input));
        pipes.feed(&mut input).expect("a reader lives");
        assert!(!pipes.wants(&input));
        let mut read = Vec::new();
        reader.read_to_end(&mut read).expect("an end");
        assert_eq!(read, b"last");
    }

    #[test]
    fn input_for_a_program_that_closed_its_own_is_taken_and_dropped() {
        let (mut pipes, _, _) = Pipes::open().expect("pipes");
        drop(read_end(&mut pipes));
        let mut input = Input::default();
        for _ in 0..3 {
            input.push(b"nobody reads this").expect("the window opens again");
            pipes.feed(&mut input).expect("no error to the launcher");
        }
        assert_eq!(input.consumed(), 51);
        assert!(!pipes.wants(&input));
    }

    #[test]
    fn a_full_pipe_keeps_the_rest_waiting() {
        let (mut pipes, _, _) = Pipes::open().expect("pipes");
        let mut reader = read_end(&mut pipes);
        let mut input = Input::default();
        let chunk = vec![7; 40 * 1024];
        input.push(&chunk).expect("it fits");
        pipes.feed(&mut input).expect("room");
        input.push(&chunk).expect("it fits");
        pipes.feed(&mut input).expect("some room");
        assert!(pipes.wants(&input));
        let waiting = input.pending().len();
        let mut part = vec![0; 64 * 1024];
        let count = reader.read(&mut part).expect("bytes");
        pipes.feed(&mut input).expect("room again");
        assert!(count > 0 && input.pending().len() < waiting);
    }
}
