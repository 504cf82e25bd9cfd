//! Runs a second with several clients at once.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::client::{Client, Times};
use super::docker_run;
use super::peers::{PEERS, Peer};
use super::percentiles::percentiles;
use super::start::Bench;
use crate::process::heading;

/// How many clients run programs, one after the other, without a pause.
const CLIENTS: [usize; 3] = [1, 4, 16];

/// How long the pool gets to fill before a measurement.
const FILL: Duration = Duration::from_secs(4);

/// Every language with every number of clients, Madang with its pool beside loops of `docker run`.
pub(super) fn bench(bench: &Bench, seconds: u64) -> Result<()> {
    let duration = Duration::from_secs(seconds);
    heading(&format!("runs a second over {seconds} s, and the first byte under that load in ms"));
    println!("| | clients | Madang | docker run | ratio | first byte: Madang | docker run |");
    println!("|---|---|---|---|---|---|---|");
    for peer in PEERS {
        let image = peer.image(&bench.images)?;
        let folder = peer.write(&bench.programs)?;
        for clients in CLIENTS {
            thread::sleep(FILL);
            let ours = sustain(
                clients,
                duration,
                || {
                    let mut client = Client::connect(&bench.warm.address)?;
                    Ok(move |peer: &Peer| client.time(peer.language, peer.path, peer.source))
                },
                &peer,
            )?;
            let theirs = sustain(
                clients,
                duration,
                || Ok(|peer: &Peer| docker_run::time(image, &folder, peer.shell)),
                &peer,
            )?;
            println!(
                "| {} | {clients} | {:.1} | {:.1} | {:.2}× | {} | {} |",
                peer.language,
                ours.rate,
                theirs.rate,
                ours.rate / theirs.rate,
                ours.first_byte(),
                theirs.first_byte()
            );
        }
    }
    Ok(())
}

/// What a number of clients reached together.
struct Sustained {
    /// Runs a second.
    rate: f64,
    times: Vec<Times>,
}

impl Sustained {
    fn first_byte(&self) -> String {
        let (median, high) = percentiles(self.times.iter().map(|times| times.first_byte));
        format!("{median:.0} / {high:.0}")
    }
}

/// Lets clients run programs for so long; a run that has begun by then is counted with the time it took.
fn sustain<Run: FnMut(&Peer) -> Result<Times>>(
    clients: usize,
    duration: Duration,
    client: impl Fn() -> Result<Run> + Sync,
    peer: &Peer,
) -> Result<Sustained> {
    let started = Instant::now();
    let times = thread::scope(|scope| {
        let one = || {
            let mut run = client()?;
            let mut times = Vec::new();
            while started.elapsed() < duration {
                times.push(run(peer)?);
            }
            anyhow::Ok(times)
        };
        let all: Vec<_> = (0..clients).map(|_| scope.spawn(one)).collect();
        let all = all.into_iter().map(|one| one.join().ok().context("a client panicked")?);
        all.collect::<Result<Vec<_>>>()
    })?;
    let times: Vec<Times> = times.into_iter().flatten().collect();
    Ok(Sustained { rate: times.len() as f64 / started.elapsed().as_secs_f64(), times })
}
