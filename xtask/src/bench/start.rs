//! How long a run takes to show something, and to end.

use std::fs;
use std::process::Command;
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
    fs::create_dir_all(&data)?;
    let mut command = Command::new(&binary);
    command.arg("serve").env("MADANG_LISTEN", "127.0.0.1:0").env("MADANG_DATA_DIR", &data);
    let serving = Serving::start(command.env("MADANG_LOG", "warn"), LISTEN_DEADLINE)?;
    wait_until_up(&serving.address)?;
    let images = output(Command::new(&binary).args(["images", "list"])).context("no images are listed")?;
    let mut client = Client::connect(&serving.address)?;
    heading(&format!("hello, {} runs each, turn by turn: median / 95th percentile in ms", options.runs));
    println!("| | Madang: first byte | end | docker run: first byte | end | first byte sooner |");
    println!("|---|---|---|---|---|---|");
    for peer in PEERS {
        let image = images
            .split_whitespace()
            .find(|word| word.starts_with(&format!("{}:", peer.repository)))
            .with_context(|| format!("{} is not listed", peer.repository))?;
        let folder = data.join("programs").join(peer.language);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(peer.path), peer.source)?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..options.runs {
            ours.push(client.time(peer.language, peer.path, peer.source)?);
            theirs.push(docker_run::time(image, &folder, peer.shell)?);
        }
        print_row(peer.language, &ours, &theirs);
    }
    serving.stop()?;
    Ok(())
}

fn wait_until_up(address: &str) -> Result<()> {
    let up = crate::process::poll_until(LISTEN_DEADLINE, || {
        Ok(crate::http::get(address, "/readyz").is_ok_and(|answer| answer.status == 200))
    })?;
    anyhow::ensure!(up, "the server does not get ready");
    Ok(())
}

fn print_row(language: &str, ours: &[Times], theirs: &[Times]) {
    let first = |times: &[Times]| percentiles(times.iter().map(|times| times.first_byte));
    let end = |times: &[Times]| percentiles(times.iter().map(|times| times.end));
    let ratio = first(theirs).0 / first(ours).0;
    let cell = |(median, high): (f64, f64)| format!("{median:.1} / {high:.1}");
    println!(
        "| {language} | {} | {} | {} | {} | {ratio:.1}× |",
        cell(first(ours)),
        cell(end(ours)),
        cell(first(theirs)),
        cell(end(theirs))
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
