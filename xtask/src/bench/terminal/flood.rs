//! How fast output comes.

use std::time::Instant;

use anyhow::Result;

use super::screen::Carrier;
use super::{Bench, Options};
use crate::process::heading;

/// A kind of flood.
struct Kind {
    name: &'static str,
    /// The program; `lines` is set before it.
    source: &'static str,
    /// How long a line is on a terminal.
    line_bytes: u64,
    /// Which part of the flood's size: a terminal is slow with short lines.
    part: u64,
}

const KINDS: [Kind; 2] = [
    Kind {
        name: "lines of 40 columns (Python)",
        source: "with open(1, 'wb', 1 << 16) as out:\n    \
                 for number in range(lines): out.write(b'%039d\\n' % number)\n",
        line_bytes: 41,
        part: 1,
    },
    Kind {
        name: "`yes`",
        source: "import os\nos.execvp('sh', ['sh', '-c', f'yes | head -n {lines}'])\n",
        line_bytes: 3,
        part: 8,
    },
];

/// What one flood came to.
struct Flood {
    megabytes_per_second: f64,
    lost: u64,
}

/// Prints a table of throughput.
pub(super) fn bench(bench: &Bench, options: &Options) -> Result<()> {
    let (runs, carriers) = (options.runs, bench.carriers());
    heading(&format!(
        "floods of {} MB (`yes`: an eighth), {runs} runs each, turn by turn: median (least to most) in MB/s; bytes lost",
        options.megabytes
    ));
    println!("| | {} |", bench.names());
    println!("|---|{}", "---|".repeat(carriers.len()));
    for kind in KINDS {
        let mut floods: Vec<Vec<Flood>> = carriers.iter().map(|_| Vec::new()).collect();
        for _ in 0..runs {
            for (carrier, floods) in carriers.iter().zip(&mut floods) {
                floods.push(flood(bench, *carrier, &kind, options.megabytes)?);
            }
        }
        let cells: Vec<String> = floods.iter_mut().map(|floods| cell(floods)).collect();
        println!("| {} | {} |", kind.name, cells.join(" | "));
    }
    Ok(())
}

fn flood(bench: &Bench, carrier: Carrier, kind: &Kind, megabytes: u64) -> Result<Flood> {
    let lines = megabytes * 1_000_000 / kind.part / kind.line_bytes;
    let mut screen = bench.start(carrier, &format!("lines = {lines}\n{}", kind.source))?;
    let (mut started, mut ended, mut count) = (None, Instant::now(), 0);
    while let Some(bytes) = screen.read()? {
        screen.shown()?;
        count += bytes.len() as u64;
        ended = Instant::now();
        started.get_or_insert(ended);
    }
    let seconds = (ended - started.unwrap_or(ended)).as_secs_f64();
    let lost = (lines * kind.line_bytes).saturating_sub(count);
    Ok(Flood { megabytes_per_second: count as f64 / 1e6 / seconds, lost })
}

fn cell(floods: &mut [Flood]) -> String {
    floods.sort_by(|one, other| one.megabytes_per_second.total_cmp(&other.megabytes_per_second));
    let rate = |index: usize| floods.get(index).map_or(f64::NAN, |flood| flood.megabytes_per_second);
    let lost: u64 = floods.iter().map(|flood| flood.lost).sum();
    let lossy = floods.iter().filter(|flood| flood.lost > 0).count();
    let most = floods.len().saturating_sub(1);
    let rates = format!("{:.1} ({:.1} to {:.1})", rate(floods.len() / 2), rate(0), rate(most));
    if lost == 0 { format!("{rates}; none") } else { format!("{rates}; {lost} in {lossy} runs") }
}
