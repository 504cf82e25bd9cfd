//! How long a run takes to show something, and to end.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use super::client::{Client, Times};
use super::docker_run;
use crate::build::{self, Profile};
use crate::docker;
use crate::e2e::build_images;
use crate::process::{heading, output, root};
use crate::serving::Serving;

/// How long the server may take to listen.
const LISTEN_DEADLINE: Duration = Duration::from_mins(1);

/// How many containers are made ahead.
const WARM: &str = "8";

/// How long is waited between two runs.
const PAUSE: Duration = Duration::from_millis(1500);

/// Options of `bench start`.
#[derive(Args)]
pub(super) struct Options {
    /// How many runs of each kind.
    #[arg(long, default_value_t = 20)]
    runs: usize,
}

/// A language, and how one runs it by hand.
struct Peer {
    language: &'static str,
    repository: &'static str,
    path: &'static str,
    source: &'static str,
    shell: &'static str,
}

const PEERS: [Peer; 3] = [
    Peer {
        language: "python",
        repository: "madang/python-runner",
        path: "main.py",
        source: "print('hello')\n",
        shell: "exec python3 -u main.py",
    },
    Peer {
        language: "javascript",
        repository: "madang/node-runner",
        path: "main.js",
        source: "console.log('hello');\n",
        shell: "exec node main.js",
    },
    Peer {
        language: "java",
        repository: "madang/java-runner",
        path: "Main.java",
        source: "public class Main { public static void main(String[] a) { System.out.println(\"hello\"); } }\n",
        shell: "javac -d /tmp Main.java && exec java -cp /tmp Main",
    },
];

/// Measures every language both ways, turn by turn, so that a busy moment hits both alike.
pub(super) fn bench(options: &Options) -> Result<()> {
    docker::ensure()?;
    build::build(Profile::Release)?;
    let binary = Profile::Release.binary();
    build_images(&binary)?;
    let data = root().join("target/bench");
    let warm = server(&binary, &data.join("warm"), WARM)?;
    let cold = server(&binary, &data.join("cold"), "0")?;
    let images = output(Command::new(&binary).args(["images", "list"])).context("no images are listed")?;
    let mut clients = [Client::connect(&warm.address)?, Client::connect(&cold.address)?];
    heading(&format!("hello, {} runs each, turn by turn: median / 95th percentile in ms", options.runs));
    println!(
        "| | first byte: prepared | cold | docker run | sooner: prepared | cold | end: prepared | cold | docker run |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for peer in PEERS {
        let image = images
            .split_whitespace()
            .find(|word| word.starts_with(&format!("{}:", peer.repository)))
            .with_context(|| format!("{} is not listed", peer.repository))?;
        let folder = data.join("programs").join(peer.language);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(peer.path), peer.source)?;
        let mut times = [const { Vec::new() }; 3];
        for _ in 0..options.runs {
            for (client, times) in clients.iter_mut().zip(&mut times) {
                times.push(client.time(peer.language, peer.path, peer.source)?);
                // The place of what was taken is filled again, as it is between two presses of a person.
                thread::sleep(PAUSE);
            }
            times[2].push(docker_run::time(image, &folder, peer.shell)?);
        }
        print_row(peer.language, &times);
    }
    drop(clients);
    warm.stop()?;
    cold.stop()?;
    Ok(())
}

/// A server that makes so many containers ahead, once programs can be run.
fn server(binary: &Path, data: &Path, warm_max: &str) -> Result<Serving> {
    fs::create_dir_all(data)?;
    let mut command = Command::new(binary);
    command.arg("serve").env("MADANG_LISTEN", "127.0.0.1:0").env("MADANG_DATA_DIR", data);
    command.env("MADANG_WARM_MAX", warm_max).env("MADANG_LOG", "warn");
    let serving = Serving::start(&mut command, LISTEN_DEADLINE)?;
    wait_until_up(&serving.address)?;
    Ok(serving)
}

fn wait_until_up(address: &str) -> Result<()> {
    let up = crate::process::poll_until(LISTEN_DEADLINE, || {
        Ok(crate::http::get(address, "/readyz").is_ok_and(|answer| answer.status == 200))
    })?;
    anyhow::ensure!(up, "the server does not get ready");
    Ok(())
}

fn print_row(language: &str, times: &[Vec<Times>; 3]) {
    let first = times.each_ref().map(|times| percentiles(times.iter().map(|times| times.first_byte)));
    let end = times.each_ref().map(|times| percentiles(times.iter().map(|times| times.end)));
    let cells =
        |values: [(f64, f64); 3]| values.map(|(median, high)| format!("{median:.1} / {high:.1}")).join(" | ");
    let sooner = |ours: (f64, f64)| format!("{:.1}×", first[2].0 / ours.0);
    println!(
        "| {language} | {} | {} | {} | {} |",
        cells(first),
        sooner(first[0]),
        sooner(first[1]),
        cells(end)
    );
}

/// The median and the 95th percentile, in milliseconds.
fn percentiles(times: impl Iterator<Item = Duration>) -> (f64, f64) {
    let mut times: Vec<f64> = times.map(|time| time.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    (at(50).copied().unwrap_or(f64::NAN), at(95).copied().unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let times = (1..=100).rev().map(Duration::from_millis);
        assert_eq!(percentiles(times), (51.0, 96.0));
        assert_eq!(percentiles([Duration::from_millis(7)].into_iter()), (7.0, 7.0));
    }
}
