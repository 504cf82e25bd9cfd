//! How soon Stop and Ctrl-C are answered during a flood, also to a client that is slow to read.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::madang::Madang;
use super::screen::Screen;
use super::{Bench, Options};
use crate::bench::percentiles::percentiles;
use crate::process::heading;

const FLOOD: &str = "while True: print('0123456789' * 4)\n";

/// How long a program floods before that.
const FLOODS_FOR: Duration = Duration::from_secs(1);

/// What a slow client reads in a second.
const SLOW_BYTES: f64 = 64.0 * 1024.0;

/// How long an answer is waited for.
const DEADLINE: Duration = Duration::from_secs(10);

const CTRL_C: &[u8] = b"\x03";

#[derive(Clone, Copy)]
enum Reader {
    Quick,
    Slow,
}

/// Prints a table of delays, until the client is told that the program has ended.
pub(super) fn bench(bench: &Bench, options: &Options) -> Result<()> {
    let runs = options.runs;
    heading(&format!(
        "Stop and Ctrl-C during a flood, {runs} runs each: median / most in ms until the end is told"
    ));
    println!("| | a quick reader | one of 64 KB/s |");
    println!("|---|---|---|");
    row("Stop, Madang", runs, |reader| {
        let mut madang = Madang::start(&bench.madang.address, FLOOD)?;
        answered(&mut madang, reader, Madang::stop)
    })?;
    for (carrier, name) in bench.carriers().into_iter().zip(bench.names().split(" | ")) {
        row(&format!("Ctrl-C, {name}"), runs, |reader| {
            answered(&mut *bench.start(carrier, FLOOD)?, reader, |screen| screen.press(CTRL_C))
        })?;
    }
    Ok(())
}

fn row(name: &str, runs: usize, measure: impl Fn(Reader) -> Result<Duration>) -> Result<()> {
    let cell = |reader| {
        let delays = (0..runs).map(|_| measure(reader)).collect::<Result<Vec<_>>>()?;
        let most = delays.iter().max().copied().unwrap_or_default();
        let over = if most >= DEADLINE { "over " } else { "" };
        let (median, _) = percentiles(delays.into_iter());
        anyhow::Ok(format!("{over}{median:.0} / {over}{:.0}", most.as_secs_f64() * 1000.0))
    };
    println!("| {name} | {} | {} |", cell(Reader::Quick)?, cell(Reader::Slow)?);
    Ok(())
}

/// Lets a program flood for a while, does what should end it, and times that. Gives up at the deadline.
fn answered<S: Screen + ?Sized>(
    screen: &mut S,
    reader: Reader,
    act: impl Fn(&mut S) -> Result<()>,
) -> Result<Duration> {
    let (mut started, mut pressed): (Option<Instant>, Option<Instant>) = (None, None);
    while let Some(bytes) = screen.read()? {
        if let Some(pressed) = pressed.filter(|pressed| screen.is_over() || pressed.elapsed() > DEADLINE) {
            return Ok(pressed.elapsed());
        }
        if let Reader::Slow = reader {
            thread::sleep(Duration::from_secs_f64(bytes.len() as f64 / SLOW_BYTES));
        }
        screen.shown()?;
        let started = *started.get_or_insert_with(Instant::now);
        if pressed.is_none() && started.elapsed() >= FLOODS_FOR {
            act(screen)?;
            pressed = Some(Instant::now());
        }
    }
    Ok(pressed.context("the program ended by itself")?.elapsed())
}
