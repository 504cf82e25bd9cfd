//! What the server's memory holds for those who only look, and for programs that wait for a line.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use protocol::{ClientMessage, ServerMessage};
use tungstenite::Message;

use super::client::{Client, request};
use super::cost::process_memory;
use super::start;
use crate::build::{self, Profile};
use crate::docker;
use crate::e2e::build_images;
use crate::process::{heading, root};

/// The name of the server's containers.
const INSTANCE: &str = "bench-sessions";

/// How long the server is left alone before its memory is read.
const REST: Duration = Duration::from_secs(3);

/// A program that runs and waits.
const WAITS: &str = "input('anybody there? ')";

/// Options of `bench sessions`.
#[derive(Args)]
pub(super) struct Options {
    /// How many pages are open and run nothing.
    #[arg(long, default_value_t = 500)]
    idle: usize,
    /// How many programs run and wait for input.
    #[arg(long, default_value_t = 100)]
    runs: usize,
}

/// Prints the memory for each, as the server's resident memory grows.
pub(super) fn bench(options: &Options) -> Result<()> {
    docker::ensure()?;
    build::build(Profile::Release)?;
    let binary = Profile::Release.binary();
    build_images(&binary)?;
    let runs_max = options.runs.to_string();
    let settings = [("MADANG_MAX_RUNNING", runs_max.as_str()), ("MADANG_WARM_MAX", "0")];
    let server = start::server(&binary, &root().join("target/bench"), INSTANCE, &settings)?;
    let memory = || {
        thread::sleep(REST);
        process_memory(server.id())
    };
    // Whatever is made with the first of its kind is not counted for each.
    let first = waiting(&server.address)?;
    let before = memory()?;
    heading(&format!("{} pages that run nothing", options.idle));
    let idle = (0..options.idle).map(|_| greeted(&server.address)).collect::<Result<Vec<_>>>()?;
    let with_idle = memory()?;
    heading(&format!("{} programs that wait for input", options.runs));
    let running = (1..options.runs).map(|_| waiting(&server.address)).collect::<Result<Vec<_>>>()?;
    let with_runs = memory()?;
    println!("| what | the server's memory, in KiB | for each |\n|---|---|---|");
    println!("| one program waits | {before} | |");
    let each = |more: u64, count: usize| more / count.max(1) as u64;
    println!(
        "| and {} pages run nothing | {with_idle} | {} |",
        idle.len(),
        each(with_idle.saturating_sub(before), idle.len())
    );
    println!(
        "| and {} more programs wait | {with_runs} | {} |",
        running.len(),
        each(with_runs.saturating_sub(with_idle), running.len())
    );
    drop((first, idle, running));
    server.stop()?;
    Ok(())
}

/// A page that was welcomed.
fn greeted(address: &str) -> Result<Client> {
    let mut client = Client::connect(address)?;
    match client.socket.read()? {
        Message::Text(text) if matches!(serde_json::from_str(&text)?, ServerMessage::Welcome(_)) => {
            Ok(client)
        }
        other => bail!("no welcome but {other:?}"),
    }
}

/// A page whose program has asked for a line.
fn waiting(address: &str) -> Result<Client> {
    let mut client = greeted(address)?;
    client.say(&ClientMessage::Run(request("python", "main.py", WAITS)))?;
    loop {
        match client.socket.read()? {
            Message::Binary(_) => return Ok(client),
            Message::Text(text) => match serde_json::from_str(&text).context("no message")? {
                ServerMessage::Rejected(rejected) => bail!("the run was rejected: {}", rejected.message),
                ServerMessage::State(change) if change.state.is_terminal() => bail!("{:?}", change.state),
                _ => {}
            },
            _ => {}
        }
    }
}
