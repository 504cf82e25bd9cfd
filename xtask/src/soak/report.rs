//! What the soak saw, and whether it may be so.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::{LANGUAGES, Left};
use crate::process::heading;

/// How much the server's memory may grow once it is warm.
const GROWTH_MAX_BYTES: u64 = 10 << 20;

/// How many descriptors an idle server may have: its listeners, its pool and its runtime.
const DESCRIPTORS_MAX: u64 = 64;

/// How soon the first byte of an honest run comes in 19 of 20 cases, under attack: of all, and of those in Python.
const FIRST_BYTE_P95: Duration = Duration::from_millis(150);

/// How many of the things that went wrong are told.
const TOLD_MAX: usize = 20;

/// How the server looked at one moment.
#[derive(Clone, Copy)]
pub(super) struct Sample {
    /// Resident memory (proc(5), `VmRSS`).
    pub(super) memory: u64,
    pub(super) descriptors: u64,
}

impl Sample {
    /// Looks at a process.
    pub(super) fn of(process: u32) -> Result<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status")).context("the server has gone")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        let descriptors = fs::read_dir(format!("/proc/{process}/fd"))?.count() as u64;
        Ok(Self { memory: kib.context("the server has no memory")? * 1024, descriptors })
    }
}

/// Everything that was noted.
#[derive(Default)]
pub(super) struct Report {
    /// Honest runs whose output was exact to the last byte.
    pub(super) exact: u64,
    /// Runs that the server refused because it was busy, and said so: its engine was away, or its queue full.
    pub(super) refused: u64,
    /// Runs that ended with the engine or the server that was disturbed.
    pub(super) disturbed: u64,
    /// Sockets that were cut under a run that went on.
    pub(super) cuts: u64,
    /// What hostile clients did.
    pub(super) attacks: u64,
    /// When the first byte of an undisturbed honest run came, by language.
    pub(super) first_bytes: Vec<(&'static str, Duration)>,
    /// How the server looked since the last time that this was emptied.
    pub(super) samples: Vec<Sample>,
    /// Which share of all runs of each language, the hostile ones among them, found a container that waited, in
    /// percent.
    pub(super) prepared: [f64; LANGUAGES.len()],
    wrong: Vec<String>,
}

impl Report {
    /// Notes what must not be.
    pub(super) fn wrong(&mut self, words: String) {
        eprintln!("  wrong: {words}");
        self.wrong.push(words);
    }

    /// Prints the figures, and fails where one of them must not be.
    pub(super) fn conclude(&self, left: &Left, after: u64, panics: usize) -> Result<()> {
        heading("What the soak saw");
        let median = |samples: &[Sample]| {
            let mut memory: Vec<u64> = samples.iter().map(|sample| sample.memory).collect();
            memory.sort_unstable();
            memory.get(memory.len() / 2).copied().unwrap_or_default()
        };
        let quarter = self.samples.len() / 4;
        let early = median(&self.samples[..quarter]);
        let late = median(&self.samples[self.samples.len() - quarter..]);
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        println!("| what | figure |\n|---|---|");
        println!("| honest runs, every byte exact | {} |", self.exact);
        println!("| honest runs with a wrong byte or end | {} |", self.wrong.len());
        println!("| runs ended in words by a disturbance | {} |", self.disturbed);
        println!("| runs refused in words, the engine being away or the queue full | {} |", self.refused);
        println!("| sockets cut under a run | {} |", self.cuts);
        println!("| attacks | {} |", self.attacks);
        let all = self.first_byte(|_| true);
        println!("| first byte under attack, p50 / p95 | {:.0} / {:.0} ms |", all.0, all.1);
        for language in LANGUAGES {
            let (median, high) = self.first_byte(|of| of == language);
            println!("| of {language} | {median:.0} / {high:.0} ms |");
        }
        let [soon, due, slow] = [50, FIRST_BYTE_P95.as_millis(), 500].map(|ms| self.within(ms));
        println!("| first bytes within 50, 150 and 500 ms | {soon:.1}, {due:.1} and {slow:.1} % |");
        let prepared = self.prepared.map(|share| format!("{share:.0}")).join(", ");
        println!(
            "| {} runs, hostile ones too, that found a container waiting | {prepared} % |",
            LANGUAGES.join(", ")
        );
        println!(
            "| memory of the server, warm and at the end | {:.1} and {:.1} MiB |",
            mib(early),
            mib(late)
        );
        println!("| descriptors of the idle server | {} |", left.descriptors);
        println!(
            "| runs, sockets, containers, directories left when idle | {}, {}, {}, {} |",
            left.runs, left.sockets, left.containers, left.directories
        );
        println!("| containers and directories left after the server's end | {after} |");
        println!("| panics in the log | {panics} |");
        let told: Vec<_> = self.wrong.iter().take(TOLD_MAX).collect();
        ensure!(self.wrong.is_empty(), "honest runs went wrong: {told:#?}");
        ensure!(self.exact > 0 && self.attacks > 0, "nothing happened");
        ensure!(
            left.runs + left.sockets + left.containers + left.directories + after == 0,
            "something is left"
        );
        ensure!(left.descriptors <= DESCRIPTORS_MAX, "descriptors are left");
        ensure!(panics == 0, "the server panicked");
        ensure!(late <= early + GROWTH_MAX_BYTES, "the server's memory grows");
        let python = self.first_byte(|of| of == "python");
        let latest = all.1.max(python.1);
        ensure!(latest <= FIRST_BYTE_P95.as_secs_f64() * 1e3, "the first byte comes late under attack");
        Ok(())
    }

    /// The median and the 95th percentile of some languages, in ms.
    fn first_byte(&self, is_of: impl Fn(&str) -> bool) -> (f64, f64) {
        let of = self.first_bytes.iter().filter(|(language, _)| is_of(language));
        crate::bench::percentiles::percentiles(of.map(|(_, time)| *time))
    }

    /// Which share of the first bytes came within so many milliseconds, in percent.
    fn within(&self, ms: u128) -> f64 {
        let within = self.first_bytes.iter().filter(|(_, time)| time.as_millis() <= ms).count();
        100.0 * within as f64 / self.first_bytes.len().max(1) as f64
    }
}
