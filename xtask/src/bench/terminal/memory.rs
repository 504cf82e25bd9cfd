//! Whether a large flood comes whole, and what memory the server takes for it.

use anyhow::{Result, ensure};
use sha2::{Digest as _, Sha256};

use super::Bench;
use super::screen::Carrier;
use crate::bench::cost;
use crate::process::heading;

/// 200 MB in lines of 41 bytes.
const LINES: u64 = 4_878_048;

/// Prints how much the server's memory grows during a flood whose SHA-256 is what it should be.
pub(super) fn bench(bench: &Bench) -> Result<()> {
    heading("a flood of 200 MB");
    println!("| SHA-256 | the server's memory before, in KiB | at most during it | more |");
    println!("|---|---|---|---|");
    let source = format!(
        "with open(1, 'wb', 1 << 16) as out:\n    \
         for number in range({LINES}): out.write(b'%039d\\n' % number)\n"
    );
    let server = bench.madang.id();
    let (before, mut most) = (cost::process_memory(server)?, 0);
    let mut came = Sha256::new();
    let mut screen = bench.start(Carrier::Madang, &source)?;
    while let Some(bytes) = screen.read()? {
        screen.shown()?;
        came.update(bytes);
        most = most.max(cost::process_memory(server)?);
    }
    let mut printed = Sha256::new();
    for number in 0..LINES {
        printed.update(format!("{number:039}\r\n"));
    }
    ensure!(came.finalize() == printed.finalize(), "what came is not what was printed");
    println!("| equal | {before} | {most} | {} |", most.saturating_sub(before));
    Ok(())
}
