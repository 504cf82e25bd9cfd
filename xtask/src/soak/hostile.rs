//! Clients that do what nobody should: they want the server, or the runs of others, to suffer.

use std::io::Write as _;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use protocol::{ClientMessage, InputFrame};
use tungstenite::Message;

use super::Shared;
use super::socket::{Heard, Socket};
use crate::bench::client::request;

/// How long each attack goes on at most.
const ATTACK_MAX: Duration = Duration::from_secs(6);

/// Programs that take what they can get.
const PROGRAMS: [&str; 6] = [
    "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "held = []\nwhile True: held.append(bytearray(1 << 20))",
    "while True: print('y' * 4000)",
    "import os\nnumber = 0\nwhile True:\n    try: open(f'/tmp/{number}', 'wb').write(b'x' * 100000)\n    except OSError: pass\n    number += 1",
    "import os, signal\nfor number in range(1, 65):\n    try: signal.signal(number, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nos.kill(-1, signal.SIGSTOP)\nwhile True: pass",
    "import subprocess\nfor _ in range(50): subprocess.Popen(['setsid', 'sleep', '600'])\nprint('gone')",
];

/// Attacks in one way after the other until the soak is over. What comes of each is the server's
/// business; that it can be attacked again is all that counts here.
pub(super) fn client(shared: &Shared, number: u64) {
    let mut random = fastrand::Rng::with_seed(number);
    while !shared.is_over() {
        let attack = match random.u8(0..10) {
            0..=5 => program,
            6 => garbage,
            7 => unasked_input,
            8 => half_a_request,
            _ => many_connections,
        };
        // Refused, cut off, closed: all of it is as it should be.
        let _ = attack(&shared.address, &mut random);
        shared.note(|report| report.attacks += 1);
        thread::sleep(Duration::from_millis(random.u64(100..1500)));
    }
}

/// A hostile program, whose output nobody acknowledges. Half of the clients stop it, half just vanish.
fn program(address: &str, random: &mut fastrand::Rng) -> Result<()> {
    let mut socket = Socket::connect(address, None, ATTACK_MAX)?;
    let source = PROGRAMS[random.usize(0..PROGRAMS.len())];
    socket.say(&ClientMessage::Run(request("python", "main.py", source)))?;
    let patience = ATTACK_MAX.mul_f64(random.f64());
    thread::sleep(patience);
    if random.bool() {
        socket.say(&ClientMessage::Stop)?;
        let asked = Instant::now();
        while asked.elapsed() < ATTACK_MAX {
            if let Heard::Message(message) = socket.hear()?
                && matches!(&*message, protocol::ServerMessage::State(change) if change.state.is_terminal())
            {
                break;
            }
        }
    }
    socket.cut();
    Ok(())
}

/// Frames that are no messages.
fn garbage(address: &str, random: &mut fastrand::Rng) -> Result<()> {
    let mut socket = Socket::connect(address, None, ATTACK_MAX)?;
    let bytes: Vec<u8> = (0..random.usize(0..100_000)).map(|_| random.u8(..)).collect();
    let text = "[".repeat(random.usize(1..100_000));
    socket.send(if random.bool() { Message::binary(bytes) } else { Message::text(text) })?;
    while socket.hear().is_ok() {}
    Ok(())
}

/// Input far beyond what was granted.
fn unasked_input(address: &str, _: &mut fastrand::Rng) -> Result<()> {
    let mut socket = Socket::connect(address, None, ATTACK_MAX)?;
    socket.say(&ClientMessage::Run(request("python", "main.py", "while True: pass")))?;
    let bytes = vec![b'x'; 64 * 1024];
    for number in 0..64 {
        let offset = number * bytes.len() as u64;
        socket.send(Message::binary(InputFrame { offset, bytes: &bytes }.encode()))?;
    }
    Ok(())
}

/// A request that is never finished.
fn half_a_request(address: &str, random: &mut fastrand::Rng) -> Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: ")?;
    thread::sleep(ATTACK_MAX.mul_f64(random.f64()));
    Ok(())
}

/// Connections that say nothing.
fn many_connections(address: &str, random: &mut fastrand::Rng) -> Result<()> {
    let open = (0..200).map(|_| TcpStream::connect(address)).collect::<Result<Vec<_>, _>>()?;
    thread::sleep(ATTACK_MAX.mul_f64(random.f64()));
    drop(open);
    Ok(())
}
