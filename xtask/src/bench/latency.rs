//! The time from Run to the first byte and to the end, and the CPU time that it takes.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::client::{Client, Times};
use super::peers::PEERS;
use super::percentiles::percentiles;
use super::start::Bench;
use super::{cost, docker_run};
use crate::process::heading;

/// How long is waited between two runs: as between two presses of a person, what was taken from the
/// pool is made anew meanwhile.
const PAUSE: Duration = Duration::from_millis(1500);

/// One way to run a program, and what it took.
#[derive(Default)]
struct Way {
    times: Vec<Times>,
    cpu: Vec<Duration>,
}

impl Way {
    /// Measures one run; the CPU time is of the whole machine, so also of the engine and of the container
    /// that is made in the place of the one used.
    fn measure(&mut self, run: impl FnOnce() -> Result<Times>) -> Result<()> {
        let before = cost::machine_cpu()?;
        self.times.push(run()?);
        thread::sleep(PAUSE);
        self.cpu.push(cost::machine_cpu()?.saturating_sub(before));
        Ok(())
    }
}

/// Every language three ways, turn by turn, so that a busy moment hits all alike.
pub(super) fn bench(bench: &Bench, runs: usize) -> Result<()> {
    let mut prepared = Client::connect(&bench.warm.address)?;
    let mut cold = Client::connect(&bench.cold.address)?;
    heading(&format!("hello, {runs} runs each, turn by turn: median / 95th percentile in ms"));
    println!(
        "| | first byte: prepared | cold | docker run | sooner: prepared | cold | end: prepared | cold | docker run \
         | CPU, with what follows: prepared | cold | docker run |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for peer in PEERS {
        let image = peer.image(&bench.images)?;
        let folder = peer.write(&bench.programs)?;
        let mut ways: [Way; 3] = Default::default();
        for _ in 0..runs {
            ways[0].measure(|| prepared.time(peer.language, peer.path, peer.source))?;
            ways[1].measure(|| cold.time(peer.language, peer.path, peer.source))?;
            ways[2].measure(|| docker_run::time(image, &folder, peer.shell))?;
        }
        print_row(peer.language, &ways);
    }
    Ok(())
}

fn print_row(language: &str, ways: &[Way; 3]) {
    let first = ways.each_ref().map(|way| percentiles(way.times.iter().map(|times| times.first_byte)));
    let end = ways.each_ref().map(|way| percentiles(way.times.iter().map(|times| times.end)));
    let cpu = ways.each_ref().map(|way| percentiles(way.cpu.iter().copied()).0);
    let cells =
        |values: [(f64, f64); 3]| values.map(|(median, high)| format!("{median:.1} / {high:.1}")).join(" | ");
    let sooner = |ours: (f64, f64)| format!("{:.1}×", first[2].0 / ours.0);
    println!(
        "| {language} | {} | {} | {} | {} | {} |",
        cells(first),
        sooner(first[0]),
        sooner(first[1]),
        cells(end),
        cpu.map(|cpu| format!("{cpu:.0}")).join(" | ")
    );
}
