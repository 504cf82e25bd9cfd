//! The program's terminal: a PTY whose other side the launcher holds.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt as _;

use ::launcher::messages::Size;

use crate::input::Input;
use crate::sys::{self, check};

/// How often end of file is still to be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EndOfFile {
    /// It has not been asked for, or not everything before it has been taken.
    Later,
    /// So many of its characters are missing.
    Owed(u8),
}

/// Both ends of a PTY. Holding the program's end keeps what it printed from getting lost, and the
/// master from reporting an end, whatever the program closes.
#[derive(Debug)]
pub(crate) struct Terminal {
    master: File,
    slave: File,
    defaults: libc::termios,
    line_is_empty: bool,
    end_of_file: EndOfFile,
}

impl Terminal {
    /// A new terminal of this size, owned by the program.
    pub(crate) fn open(size: Size) -> io::Result<Self> {
        let flags = libc::O_NOCTTY | libc::O_NONBLOCK;
        let master = OpenOptions::new().read(true).write(true).custom_flags(flags).open("/dev/ptmx")?;
        let mut number: libc::c_int = 0;
        let unlocked: libc::c_int = 0;
        // SAFETY: each request reads or writes one live int behind the pointer.
        unsafe {
            check(libc::ioctl(master.as_raw_fd(), libc::TIOCSPTLCK, &raw const unlocked))?;
            check(libc::ioctl(master.as_raw_fd(), libc::TIOCGPTN, &raw mut number))?;
        }
        // By name, which gVisor needs: no code of a user runs yet that could put another file there.
        let slave = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(libc::O_NOCTTY)
            .open(format!("/dev/pts/{number}"))?;
        let mut defaults = attributes(&slave)?;
        // Erasing a character erases all bytes of it.
        defaults.c_iflag |= libc::IUTF8;
        let terminal = Self { master, slave, defaults, line_is_empty: true, end_of_file: EndOfFile::Later };
        terminal.reset()?;
        terminal.resize(size)?;
        Ok(terminal)
    }

    /// The launcher's end.
    pub(crate) fn master(&self) -> &File {
        &self.master
    }

    /// The program's end.
    pub(crate) fn slave(&self) -> &File {
        &self.slave
    }

    /// Undoes what one program set, for the next.
    pub(crate) fn reset(&self) -> io::Result<()> {
        // SAFETY: the pointer is to a whole termios.
        check(unsafe { libc::tcsetattr(self.slave.as_raw_fd(), libc::TCSANOW, &raw const self.defaults) })?;
        Ok(())
    }

    /// Gives it another size; the kernel tells the program with SIGWINCH.
    pub(crate) fn resize(&self, size: Size) -> io::Result<()> {
        let size = libc::winsize { ws_row: size.rows, ws_col: size.cols, ws_xpixel: 0, ws_ypixel: 0 };
        // SAFETY: the request reads one winsize.
        check(unsafe { libc::ioctl(self.master.as_raw_fd(), libc::TIOCSWINSZ, &raw const size) })?;
        Ok(())
    }

    /// Whether something is still to be typed.
    pub(crate) fn wants(&self, input: &Input) -> bool {
        !input.pending().is_empty() || (input.is_at_end() && self.end_of_file != EndOfFile::Owed(0))
    }

    /// The signal that the first character to send one that ends a program stands for.
    pub(crate) fn typed_signal(&self, input: &Input) -> io::Result<Option<libc::c_int>> {
        let [interrupt, quit, _] = Signals::of(&attributes(&self.slave)?).characters;
        let signals = [(interrupt, libc::SIGINT), (quit, libc::SIGQUIT)];
        Ok(input.pending().iter().find_map(|byte| {
            let signal = signals.iter().find(|(character, _)| character == byte && *byte != NO_CHARACTER);
            signal.map(|(_, signal)| *signal)
        }))
    }

    /// Types what the terminal takes now.
    pub(crate) fn feed(&mut self, input: &mut Input) -> io::Result<()> {
        while !input.pending().is_empty() {
            let attributes = attributes(&self.slave)?;
            let signals = Signals::of(&attributes);
            let pending = input.pending();
            let plain = pending.iter().position(|byte| signals.contain(*byte)).unwrap_or(pending.len());
            if plain == 0 {
                if !self.interrupt(pending[0], signals)? {
                    return Ok(());
                }
                input.consume(1);
                continue;
            }
            if let Some(count) = taken((&self.master).write(&pending[..plain]))? {
                self.line_is_empty = ends_line(pending[count - 1], &attributes);
                input.consume(count);
                continue;
            }
            // The terminal is full and its program does not read. What would interrupt the program
            // must not wait behind that: everything before it goes, as it would on the interrupt.
            let Some(last) = pending.iter().rposition(|byte| signals.contain(*byte)) else { return Ok(()) };
            self.flush_input()?;
            if taken((&self.master).write(&pending[last..=last]))?.is_none() {
                return Ok(());
            }
            self.line_is_empty = true;
            input.consume(last + 1);
        }
        self.feed_end(input)
    }

    /// Types a character that sends a signal; tells whether there was room for it.
    fn interrupt(&mut self, character: u8, signals: Signals) -> io::Result<bool> {
        // The kernel stops looking at typed characters while unread lines fill its buffer, so the
        // signal would wait behind them. It also discards them on the signal: do that before.
        if signals.flush && self.input_waits()? {
            self.flush_input()?;
        }
        let mut room = taken((&self.master).write(&[character]))?;
        if room.is_none() {
            self.flush_input()?;
            room = taken((&self.master).write(&[character]))?;
        }
        self.line_is_empty = true;
        Ok(room.is_some())
    }

    /// Types end of file, which is one only at the start of a line: elsewhere the first character
    /// just hands over what has been typed.
    fn feed_end(&mut self, input: &Input) -> io::Result<()> {
        if !input.is_at_end() {
            return Ok(());
        }
        let attributes = attributes(&self.slave)?;
        if self.end_of_file == EndOfFile::Later {
            let twice = attributes.c_lflag & libc::ICANON != 0 && !self.line_is_empty;
            self.end_of_file = EndOfFile::Owed(if twice { 2 } else { 1 });
        }
        while let EndOfFile::Owed(count @ 1..) = self.end_of_file {
            if taken((&self.master).write(&[attributes.c_cc[libc::VEOF]]))?.is_none() {
                break;
            }
            self.end_of_file = EndOfFile::Owed(count - 1);
        }
        Ok(())
    }

    /// Whether there is input that the program could read and has not. Asking makes the kernel first
    /// look at all that has been typed.
    pub(crate) fn input_waits(&self) -> io::Result<bool> {
        let mut entries = [sys::watch(Some(self.slave.as_fd()), libc::POLLIN)];
        sys::poll(&mut entries, Some(std::time::Duration::ZERO))?;
        Ok(entries[0].revents & libc::POLLIN != 0)
    }

    /// Forgets what has been typed and not been read: first what is still on its way.
    fn flush_input(&self) -> io::Result<()> {
        // SAFETY: numbers only.
        unsafe {
            check(libc::tcflush(self.master.as_raw_fd(), libc::TCOFLUSH))?;
            check(libc::tcflush(self.slave.as_raw_fd(), libc::TCIFLUSH))?;
        }
        Ok(())
    }
}

/// Which characters send a signal, and whether they discard what was typed before.
#[derive(Clone, Copy, Debug)]
struct Signals {
    characters: [libc::cc_t; 3],
    flush: bool,
}

impl Signals {
    fn of(attributes: &libc::termios) -> Self {
        let cc = &attributes.c_cc;
        let enabled = attributes.c_lflag & libc::ISIG != 0;
        let characters =
            if enabled { [cc[libc::VINTR], cc[libc::VQUIT], cc[libc::VSUSP]] } else { [NO_CHARACTER; 3] };
        Self { characters, flush: attributes.c_lflag & libc::NOFLSH == 0 }
    }

    fn contain(self, byte: u8) -> bool {
        byte != NO_CHARACTER && self.characters.contains(&byte)
    }
}

/// In the place of a character that is turned off.
const NO_CHARACTER: libc::cc_t = 0;

/// Whether the next character starts a line.
fn ends_line(byte: u8, attributes: &libc::termios) -> bool {
    byte == b'\n' || byte == b'\r' || byte == attributes.c_cc[libc::VEOF]
}

fn attributes(slave: &File) -> io::Result<libc::termios> {
    let mut attributes = MaybeUninit::uninit();
    // SAFETY: a successful call has filled the termios in.
    unsafe {
        check(libc::tcgetattr(slave.as_raw_fd(), attributes.as_mut_ptr()))?;
        Ok(attributes.assume_init())
    }
}

/// How many bytes a write took, at least one; `None` where there is no room.
fn taken(written: io::Result<usize>) -> io::Result<Option<usize>> {
    match written {
        Ok(0) => Ok(None),
        Ok(count) => Ok(Some(count)),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Makes a terminal the controlling one of the calling session.
pub(crate) fn take_as_controlling(slave: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::ioctl(slave.as_raw_fd(), libc::TIOCSCTTY, 0) })?;
    Ok(())
}
