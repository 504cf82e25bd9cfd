//! Servers, engines and disks that break.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use protocol::server::NoticeKind;
use protocol::{ClientMessage, Clock, Outcome, RunRequest, RunState};
use testing::client::{Client, program, python};
use testing::proxy::Proxy;
use testing::sandbox::RUNNERS;
use testing::server::{Installation, Server, until};

use crate::disk::SmallDisk;
use crate::support::{Scene, exit_code};

/// How long what is left behind may stay.
const GONE_IN: Duration = Duration::from_secs(5);

/// How long a server may take to find that its engine is silent, with all deadlines of its questions.
pub(crate) const SILENCE_IS_NOTICED_IN: Duration = Duration::from_secs(30);

#[tokio::test]
async fn row_35_a_server_that_is_killed_takes_its_own_along_and_nobody_elses() {
    let mut other = Scene::new(&[]).await;
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let echo = "while True: print('heard', input())\n";
    client.run(python(echo)).await;
    other.client.run(python(echo)).await;
    for client in [&mut client, &mut other.client] {
        client.feed(b"one\r").await;
        client.output_with("heard one").await;
    }
    server.kill().await;
    installation.until_no_container(GONE_IN).await;
    let server = installation.serve().await;
    assert_eq!(installation.sessions(), 0, "the next start has swept");
    other.client.feed(b"two\r").await;
    other.client.output_with("heard two").await;
    assert_eq!((other.installation.containers().await, other.installation.sessions()), (1, 1));
    installation.stop(server).await;
    other.end().await;
}

#[tokio::test]
async fn row_36_a_program_may_come_to_its_end_before_the_deadline_and_none_begins() {
    let mut scene = Scene::new(&[("MADANG_DRAIN_S", "30")]).await;
    let mut late = Client::connect(&scene.server).await;
    scene.client.run(python("print('waiting')\nraise SystemExit(int(input()))\n")).await;
    scene.client.output_with("waiting").await;
    scene.server.signal("-TERM").await;
    for client in [&mut scene.client, &mut late] {
        client.notice(NoticeKind::Draining).await;
    }
    late.send(&ClientMessage::Run(python(""))).await;
    assert!(!late.rejected().await.message.is_empty());
    scene.client.feed(b"3\r").await;
    assert_eq!(exit_code(&scene.client.end().await), 3);
    scene.server.ended().await;
    assert_eq!((scene.installation.containers().await, scene.installation.sessions()), (0, 0));
}

/// A server with room for one run, and its way to the engine.
async fn behind_proxy() -> (Installation, Proxy, Server, Client) {
    let mut installation = Installation::new(&[("MADANG_MAX_RUNNING", "1")]).await;
    let mut proxy = Proxy::cut_at(&installation.socket_path());
    installation.set("MADANG_DOCKER_HOST", proxy.address());
    proxy.restore();
    let server = installation.serve().await;
    let client = Client::connect(&server).await;
    (installation, proxy, server, client)
}

/// The words in which a run ended that its program is not to blame for.
#[track_caller]
pub(crate) fn system_error(state: &RunState) -> &str {
    match state {
        RunState::Finished { outcome: Outcome::SystemError { message }, .. } => message,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn check_runs(client: &mut Client) {
    client.run(python("print('it runs')")).await;
    let state = client.end().await;
    assert_eq!((exit_code(&state), client.text().as_str()), (0, "it runs\n"));
}

/// Waits until the server says that it cannot run anything.
pub(crate) async fn until_not_ready(server: &Server) {
    until(SILENCE_IS_NOTICED_IN, "it is not ready", || async { server.get("/readyz").await.0 == 503 }).await;
}

#[tokio::test]
async fn row_37_an_engine_that_is_frozen_ends_the_run_in_words_and_is_taken_up_again() {
    let (installation, proxy, server, mut client) = behind_proxy().await;
    client.run(python("print('before')\ninput()\n")).await;
    client.output_with("before").await;
    proxy.freeze();
    let state = tokio::time::timeout(SILENCE_IS_NOTICED_IN, client.ending()).await.expect("it ends in time");
    assert!(system_error(&state).contains("Docker has stopped answering"), "{state:?}");
    until_not_ready(&server).await;
    assert_eq!(server.get("/healthz").await.0, 200);
    proxy.thaw();
    client.notice(NoticeKind::EngineUp).await;
    assert_eq!(server.get("/readyz").await.0, 200);
    check_runs(&mut client).await;
    installation.until_no_container(GONE_IN).await;
    installation.stop(server).await;
}

/// A language of this test's own, whose image nobody else uses.
struct OwnLanguage {
    folder: tempfile::TempDir,
    image: String,
}

impl OwnLanguage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let image = format!("madang-test/{}", uuid::Uuid::new_v4().simple());
        let own = folder.path().join("own");
        std::fs::create_dir(&own).unwrap();
        for name in ["Dockerfile", "hello.sh", "hello.expected", "runner.toml"] {
            let text = std::fs::read_to_string(format!("{RUNNERS}/bash/{name}")).unwrap();
            let text = text.replace("madang/bash-runner", &image).replace("\"bash\"\nname", "\"own\"\nname");
            std::fs::write(own.join(name), text).unwrap();
        }
        Self { folder, image }
    }

    fn program(source: &str) -> RunRequest {
        program("own", "main.sh", source)
    }

    /// Its image with its tag.
    fn tagged(&self) -> String {
        let list = ["images", "--format", "{{.Repository}}:{{.Tag}}", &self.image];
        let images = Command::new("docker").args(list).output().unwrap();
        String::from_utf8(images.stdout).unwrap().trim().to_owned()
    }

    /// Takes its image away, as an operator does.
    fn remove_image(&self) {
        let tagged = self.tagged();
        assert!(Command::new("docker").args(["rmi", "--force", &tagged]).status().unwrap().success());
    }
}

#[tokio::test]
async fn row_38_an_image_that_is_removed_ends_no_run_and_the_next_start_says_what_to_do() {
    let own = OwnLanguage::new();
    let mut scene = Scene::new(&[("MADANG_RUNNERS_DIR", own.folder.path().to_str().unwrap())]).await;
    scene.client.run(OwnLanguage::program("echo before; read -r line; echo \"after $line\"")).await;
    scene.client.output_with("before").await;
    let image = own.tagged();
    own.remove_image();
    scene.client.feed(b"all\r").await;
    assert_eq!(exit_code(&scene.client.end().await), 0);
    assert!(scene.client.text().ends_with("after all\n"), "{}", scene.client.text());
    scene.client.run(OwnLanguage::program("echo never")).await;
    let state = scene.client.end().await;
    assert!(system_error(&state).contains("not installed on the server"), "{state:?}");
    let said = format!("the image {image} is missing; `madang images build` makes it");
    let log = &scene.server.log;
    until(GONE_IN, "the log tells what to do", || async { log.text().contains(&said) }).await;
    check_runs(&mut scene.client).await;
    scene.end().await;
}

#[tokio::test]
async fn row_39_a_disk_that_is_full_is_told_in_words_and_room_is_enough_to_go_on() {
    let installation = Installation::new(&[("MADANG_MAX_RUNNING", "1")]).await;
    let disk = SmallDisk::at(&installation.data_dir(), "1m");
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    check_runs(&mut client).await;
    // What the first run gives back is room.
    until(GONE_IN, "no directory is left", || async { installation.sessions() == 0 }).await;
    disk.fill();
    client.run(python("print('does not fit')")).await;
    let state = client.end().await;
    assert!(system_error(&state).contains("could not make its container"), "{state:?}");
    let log = &server.log;
    until(GONE_IN, "the log tells why", || async { log.text().contains("No space left on device") }).await;
    disk.make_room();
    check_runs(&mut client).await;
    installation.stop(server).await;
    drop(disk);
}

#[tokio::test]
async fn row_40_a_container_that_is_made_and_does_not_start_leaves_nothing() {
    let (installation, proxy, server, mut client) = behind_proxy().await;
    for refused in ["/start HTTP", "/attach?", "/containers/create"] {
        proxy.refuse(Some(refused));
        client.run(python("print('never')")).await;
        let state = client.end().await;
        assert!(system_error(&state).contains("could not make its container"), "{refused}: {state:?}");
        installation.until_no_container(GONE_IN).await;
        until(GONE_IN, "no directory is left", || async { installation.sessions() == 0 }).await;
    }
    proxy.refuse(None);
    check_runs(&mut client).await;
    installation.stop(server).await;
}

#[tokio::test]
async fn row_40_what_cannot_be_removed_holds_up_nobody_and_is_the_sweeps() {
    let (installation, mut proxy, server, mut client) = behind_proxy().await;
    proxy.refuse(Some("DELETE /"));
    check_runs(&mut client).await;
    // There is room for one run, so this one waits until the permit of the first is free.
    check_runs(&mut client).await;
    until(GONE_IN, "the log tells", || async { server.log.count("left to the sweep") == 2 }).await;
    assert_eq!(installation.sessions(), 2);
    proxy.refuse(None);
    // An engine that comes back is swept, as one is every minute.
    proxy.cut().await;
    client.notice(NoticeKind::EngineDown).await;
    proxy.restore();
    client.notice(NoticeKind::EngineUp).await;
    assert_eq!((installation.containers().await, installation.sessions()), (0, 0));
    check_runs(&mut client).await;
    installation.stop(server).await;
}

/// A clock of the wall that goes wrong by a day as soon as a file is there.
const WRONG_CLOCK: &str = r#"
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = syscall(SYS_clock_gettime, clock, time);
    if (clock == CLOCK_REALTIME && access(getenv("WRONG_FROM"), F_OK) == 0) time->tv_sec += 86400;
    return result;
}
"#;

#[tokio::test]
async fn row_41_a_clock_that_jumps_ends_no_run_and_keeps_none_alive() {
    let folder = tempfile::tempdir().unwrap();
    let (source, library) = (folder.path().join("clock.c"), folder.path().join("clock.so"));
    std::fs::write(&source, WRONG_CLOCK).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]).args([&library, &source]);
    assert!(compiler.status().unwrap().success());
    let wrong_from = folder.path().join("wrong");
    let variables = [
        ("LD_PRELOAD", library.to_str().unwrap()),
        ("WRONG_FROM", wrong_from.to_str().unwrap()),
        ("MADANG_CLOCK_IDLE_S", "4"),
    ];
    let mut scene = Scene::new(&variables).await;
    let idle = "print('waiting')\ninput()\nprint('goes on')\ninput()\n";
    scene.client.run(python(idle)).await;
    scene.client.output_with("waiting").await;
    let jumps =
        |there| if there { std::fs::write(&wrong_from, "") } else { std::fs::remove_file(&wrong_from) };
    // A day forth and back again, each of which every clock would notice that goes by the wall's.
    jumps(true).unwrap();
    scene.client.feed(b"\r").await;
    scene.client.output_with("goes on").await;
    let state = scene.client.end().await;
    let RunState::Timeout { clock: Clock::Idle, end } = &state else { panic!("{state:?}") };
    assert!((4_000..20_000).contains(&end.usage.wall_ms), "{end:?}");
    scene.client.run(python(idle)).await;
    scene.client.output_with("waiting").await;
    jumps(false).unwrap();
    let state = scene.client.end().await;
    let RunState::Timeout { clock: Clock::Idle, end } = &state else { panic!("{state:?}") };
    assert!((4_000..20_000).contains(&end.usage.wall_ms), "{end:?}");
    let log = scene.server.log.text();
    // The lines begin with the time, in colour.
    let dates: BTreeSet<_> = log.lines().filter_map(|line| line.split_once('T')?.0.get(4..)).collect();
    assert!(dates.len() > 1, "the clock was wrong for a while: {log}");
    scene.end().await;
}
