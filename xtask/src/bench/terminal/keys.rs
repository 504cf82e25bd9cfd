//! How soon a key is seen.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::screen::wait_for;
use super::{Bench, Options};
use crate::bench::percentiles::percentiles;
use crate::process::heading;

/// The terminal echoes what `cat` does not read before the line's end.
const CAT: &str = "import os\nprint('ready')\nos.execvp('cat', ['cat'])\n";

/// A person does not type faster.
const PAUSE: Duration = Duration::from_millis(20);

/// Keys in a line: a terminal takes 4095 bytes of one.
const LINE_KEYS: usize = 60;

/// Prints a table of delays, typed turn by turn.
pub(super) fn bench(bench: &Bench, options: &Options) -> Result<()> {
    heading(&format!("key echo, {} keys, turn by turn: median / 95th percentile in ms", options.keys));
    println!("| | {} |", bench.names());
    println!("|---|{}", "---|".repeat(bench.carriers().len()));
    let mut screens = Vec::new();
    for carrier in bench.carriers() {
        let mut screen = bench.start(carrier, CAT)?;
        wait_for(&mut *screen, "ready")?;
        // What `cat` makes of a line tells that it runs.
        screen.press(b"go\r")?;
        wait_for(&mut *screen, "go\r\ngo\r\n")?;
        screens.push((screen, Vec::new()));
    }
    for number in 1..=options.keys {
        for (screen, delays) in &mut screens {
            thread::sleep(PAUSE);
            let pressed = Instant::now();
            screen.press(b"k")?;
            while screen.read()?.context("cat has ended")?.is_empty() {}
            delays.push(pressed.elapsed());
            screen.shown()?;
            if number % LINE_KEYS == 0 {
                screen.press(b"\r")?;
                wait_for(&mut **screen, "k\r\n")?;
            }
        }
    }
    let cells = screens.iter().map(|(_, delays)| {
        let (median, high) = percentiles(delays.iter().copied());
        format!("{median:.2} / {high:.2}")
    });
    println!("| a key | {} |", cells.collect::<Vec<_>>().join(" | "));
    Ok(())
}
