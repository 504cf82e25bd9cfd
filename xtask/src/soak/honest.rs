//! Clients that want their program's output, every byte of it, whatever the others do.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use protocol::client::{Ack, Resume};
use protocol::server::{Accepted, RejectReason, Rejected};
use protocol::{ClientMessage, InputFrame, Outcome, OutputFrame, RunState, ServerMessage};
use tungstenite::Message;

use super::Shared;
use super::socket::{Heard, Socket};
use crate::bench::client::request;

/// What a program reads: Hangul takes three bytes, so that cuts fall into characters.
const LINE: &str = "마당 yard";

/// How long a client waits before it tries again what was refused, or what failed in a disturbance.
const PAUSE: Duration = Duration::from_millis(500);

/// How long a client looks at what came before it runs the next program, in ms: those who learn
/// change a line and press Run again.
const THOUGHT_MS: std::ops::Range<u64> = 1000..4000;

/// How long nothing may come: longer than a disturbance lasts, and a wait in the queue.
const PATIENCE: Duration = Duration::from_secs(90);

/// The most lines that a program prints.
const LINES_MAX: u64 = 3000;

/// How much is shown of output that is wrong.
const SHOWN_MAX: usize = 200;

/// A program that asks for a line and prints it many times, numbered.
struct Program {
    language: &'static str,
    path: &'static str,
    source: String,
    lines: u64,
}

impl Program {
    /// One of those that the soak runs.
    fn any(random: &mut fastrand::Rng) -> Self {
        let lines = random.u64(1..LINES_MAX);
        let (language, path, source) = match random.u8(0..6) {
            0 => ("java", "Main.java", include_str!("programs/Main.java")),
            1 | 2 => ("javascript", "main.js", include_str!("programs/main.js")),
            _ => ("python", "main.py", include_str!("programs/main.py")),
        };
        Self { language, path, source: source.replace("LINES", &lines.to_string()), lines }
    }

    /// Everything that the terminal shows.
    fn output(&self) -> String {
        let numbered = (0..self.lines).map(|number| format!("{LINE} {number}\r\n"));
        format!("? {LINE}\r\n") + &numbered.collect::<String>()
    }
}

/// How a run went.
enum Went {
    /// As it should; the first byte came after this.
    Well(Duration),
    /// The server took no more, and said so.
    Refused,
    /// It ended otherwise, in words.
    Told(String),
}

/// Runs one program after the other until the soak is over.
pub(super) fn client(shared: &Shared, number: u64) {
    let mut random = fastrand::Rng::with_seed(number);
    while !shared.is_over() {
        let before = shared.disturbance();
        let program = Program::any(&mut random);
        let went = Run::new(&program).watch(shared, &mut random);
        let disturbed = before % 2 == 1 || shared.disturbance() != before;
        match went {
            Ok(Went::Well(first_byte)) => shared.note(|report| {
                report.exact += 1;
                if !disturbed {
                    report.first_bytes.push((program.language, first_byte));
                }
            }),
            Ok(Went::Refused) => {
                shared.note(|report| report.refused += 1);
                thread::sleep(PAUSE);
            }
            Ok(Went::Told(_)) if disturbed => {
                shared.note(|report| report.disturbed += 1);
                thread::sleep(PAUSE);
            }
            Ok(Went::Told(words)) => shared.note(|report| report.wrong(words)),
            // The server was away, or had forgotten the run with its life.
            Err(_) if disturbed => {
                shared.note(|report| report.disturbed += 1);
                thread::sleep(PAUSE);
            }
            Err(error) => shared.note(|report| report.wrong(format!("{}: {error:#}", program.language))),
        }
        thread::sleep(Duration::from_millis(random.u64(THOUGHT_MS)));
    }
}

struct Run<'a> {
    program: &'a Program,
    expected: String,
    output: Vec<u8>,
    accepted: Option<Accepted>,
    typed: bool,
    first_byte: Option<Duration>,
    end: Option<u64>,
}

impl<'a> Run<'a> {
    fn new(program: &'a Program) -> Self {
        let expected = program.output();
        let output = Vec::new();
        Self { program, expected, output, accepted: None, typed: false, first_byte: None, end: None }
    }

    fn watch(mut self, shared: &Shared, random: &mut fastrand::Rng) -> Result<Went> {
        let mut socket = Socket::connect(&shared.address, None, PATIENCE)?;
        let pressed = Instant::now();
        let Program { language, path, source, .. } = self.program;
        socket.say(&ClientMessage::Run(request(language, path, source)))?;
        // After how many frames the socket is cut next.
        let mut cut_after = random.u32(1..200);
        loop {
            match socket.hear()? {
                Heard::Output(bytes) => {
                    self.first_byte.get_or_insert_with(|| pressed.elapsed());
                    self.take(&bytes)?;
                    socket.say(&ClientMessage::Ack(Ack { offset: self.output.len() as u64 }))?;
                    if !self.typed && self.output.starts_with(b"? ") {
                        self.typed = true;
                        type_from(&mut socket, 0)?;
                    }
                    cut_after -= 1;
                    if cut_after == 0 {
                        socket.cut();
                        cut_after = random.u32(1..200);
                        thread::sleep(Duration::from_millis(random.u64(0..1000)));
                        shared.note(|report| report.cuts += 1);
                        socket = Socket::connect(&shared.address, Some(self.resume()?), PATIENCE)?;
                    }
                }
                Heard::Message(message) => {
                    if let Some(went) = self.hear(&mut socket, *message)? {
                        return Ok(went);
                    }
                }
            }
            if let (Some(end), Some(first_byte)) = (self.end, self.first_byte)
                && self.output.len() as u64 >= end
            {
                ensure!(self.output == self.expected.as_bytes(), "the output is not the whole");
                return Ok(Went::Well(first_byte));
            }
        }
    }

    fn hear(&mut self, socket: &mut Socket, message: ServerMessage) -> Result<Option<Went>> {
        match message {
            ServerMessage::Accepted(accepted) => self.accepted = Some(accepted),
            ServerMessage::Rejected(Rejected { reason: RejectReason::Busy, .. }) => {
                return Ok(Some(Went::Refused));
            }
            ServerMessage::Rejected(rejected) => return Ok(Some(Went::Told(rejected.message))),
            ServerMessage::Resumed(resumed) => {
                ensure!(resumed.from == self.output.len() as u64, "resumed from {}", resumed.from);
                if self.typed {
                    type_from(socket, resumed.stdin_received as usize)?;
                }
            }
            ServerMessage::State(change) => match change.state {
                RunState::Finished { outcome: Outcome::Exited { code: 0 }, end } => {
                    self.end = Some(end.output_end);
                }
                state if state.is_terminal() => return Ok(Some(Went::Told(format!("{state:?}")))),
                _ => {}
            },
            _ => {}
        }
        Ok(None)
    }

    /// Takes output that follows what is here, and is what was expected.
    fn take(&mut self, bytes: &[u8]) -> Result<()> {
        let frame = OutputFrame::decode(bytes).context("a binary frame is no output")?;
        let here = self.output.len();
        ensure!(frame.offset == here as u64, "output at {} where {here} was due", frame.offset);
        let due = self.expected.as_bytes().get(here..here + frame.bytes.len());
        if due != Some(frame.bytes) {
            let shown = &frame.bytes[..frame.bytes.len().min(SHOWN_MAX)];
            bail!("other output at {here}: {:?}", String::from_utf8_lossy(shown));
        }
        self.output.extend_from_slice(frame.bytes);
        Ok(())
    }

    fn resume(&self) -> Result<Resume> {
        let accepted = self.accepted.as_ref().context("output came before the run was accepted")?;
        let (session, token) = (accepted.session, accepted.resume_token.clone());
        Ok(Resume { session, token, offset: self.output.len() as u64 })
    }
}

/// Types the line, or what the server lacks of it.
fn type_from(socket: &mut Socket, offset: usize) -> Result<()> {
    let line = format!("{LINE}\n");
    let Some(rest) = line.as_bytes().get(offset..).filter(|rest| !rest.is_empty()) else { return Ok(()) };
    socket.send(Message::binary(InputFrame { offset: offset as u64, bytes: rest }.encode()))
}
