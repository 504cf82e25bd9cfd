//! Programs that look for what is not theirs.

use std::sync::Arc;
use std::time::Duration;

use launcher::codec;
use launcher::messages::{Exit, FromLauncher, Phase, Status, Usage};
use protocol::server::Accepted;
use protocol::{Io, Outcome, RunState, SourceFile, TerminalSize};
use testing::client::{Client, python};
use testing::sandbox::World;

use crate::support::{Scene, exit_code, piped};

/// What PID 1 may be sent: the kernel drops it, because PID 1 handles none of them.
const DROPPED: [&str; 2] = ["kill(", "pidfd_send_signal"];

/// What a program may do to all but PID 1 and itself.
const OWN: &str = "kill(-1) ";

#[tokio::test]
async fn row_13_no_call_has_an_effect_on_the_launcher() {
    let ended = World::new().await.run_language("python", include_str!("programs/attacks.py")).await;
    assert_eq!((ended.exit.status, ended.stderr.as_str()), (Status::Code(7), ""), "{}", ended.stdout);
    let mut lines: Vec<_> = ended.stdout.lines().collect();
    assert_eq!(lines.pop(), Some("unchanged True"), "{}", ended.stdout);
    assert!(lines.len() > 50, "{}", ended.stdout);
    for line in lines {
        let harmless = DROPPED.iter().any(|call| line.starts_with(call)) || line.starts_with(OWN);
        assert!(harmless || !line.ends_with(" done"), "{line}");
    }
}

#[tokio::test]
async fn row_13_a_program_that_kills_itself_is_told_as_that() {
    let mut scene = Scene::new(&[]).await;
    for (kill, name) in [("os.kill(0, 9)", "SIGKILL"), ("os.kill(os.getpid(), 15)", "SIGTERM")] {
        scene.client.run(python(&format!("import os, time\n{kill}\ntime.sleep(600)\n"))).await;
        let state = scene.client.end().await;
        let RunState::Finished { outcome: Outcome::Signaled { signal }, .. } = state else {
            panic!("{state:?}")
        };
        assert_eq!(signal, name);
    }
    scene.end().await;
}

/// What a launcher would say, one after the other.
fn forged() -> Vec<u8> {
    let usage = Usage { cpu_us: Some(1), ..Usage::default() };
    let exit = Exit { phase: Phase::Running, status: Status::Code(0), usage };
    let mut bytes = Vec::new();
    for message in [FromLauncher::Exited(exit), FromLauncher::Failed("forged".into())] {
        codec::encode(&message, &mut bytes);
    }
    bytes
}

async fn check_forgery(warm_max: &str, io: Io) {
    let mut scene = Scene::new(&[("MADANG_WARM_MAX", warm_max)]).await;
    let mut request = python(include_str!("programs/forger.py"));
    request.files.push(SourceFile::text("forged", hex::encode(forged())));
    request.io = io;
    scene.client.run(request).await;
    let state = scene.client.end().await;
    assert_eq!(exit_code(&state), 6);
    // A terminal shows it, and a pipe gives it as it is.
    assert!(scene.client.text().contains("forged"), "{:?}", scene.client.text());
    scene.end().await;
}

const TERMINAL: Io = Io::Terminal(TerminalSize { cols: 80, rows: 24 });

#[tokio::test]
async fn row_14_forged_messages_are_output_through_pipes() {
    check_forgery("0", Io::Pipes).await;
}

#[tokio::test]
async fn row_14_forged_messages_are_output_in_a_terminal() {
    check_forgery("0", TERMINAL).await;
}

#[tokio::test]
async fn row_14_forged_messages_are_output_of_a_program_that_waited_at_its_gate() {
    check_forgery("2", TERMINAL).await;
}

#[tokio::test]
async fn row_18_nothing_that_can_be_read_holds_a_secret() {
    const MARK: &str = "https://mark-of-the-configuration.example";
    let mut scene = Scene::new(&[("MADANG_ORIGINS", MARK), ("MADANG_TIME_ZONE", "Asia/Seoul")]).await;
    let mut other = Client::connect(&scene.server).await;
    let Accepted { session, resume_token } = other.run(python("input('waiting')\n")).await;
    other.output_with("waiting").await;
    let own = scene.client.run(piped(include_str!("programs/reader.py"))).await;
    assert_eq!(exit_code(&scene.client.end().await), 0);
    let text = scene.client.text();
    assert!(text.contains("/proc/1/mountinfo") && text.contains("/workspace"), "it has read");
    assert!(text.contains("Asia/Seoul"), "what a program is told is there");
    let token =
        |token: &protocol::ResumeToken| serde_json::to_value(token).unwrap().as_str().unwrap().to_owned();
    let secrets = [session.to_string(), token(&resume_token), token(&own.resume_token), MARK.to_owned()];
    for secret in secrets.iter().map(String::as_str).chain(["MADANG_", "docker.sock"]) {
        assert!(!text.contains(secret), "{secret} is there");
    }
    drop(other);
    scene.end().await;
}

#[tokio::test]
async fn row_19_neither_the_host_nor_the_network_nor_names_are_reached() {
    let mut scene = Scene::new(&[]).await;
    let mut request = piped(include_str!("programs/network.py"));
    request.args = vec![scene.server.address.port().to_string()];
    scene.client.run(request).await;
    assert_eq!(exit_code(&scene.client.end().await), 0);
    let text = scene.client.text();
    let mut lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.pop(), Some("own reached"), "{text}");
    assert_eq!(lines.len(), 12, "{text}");
    assert!(lines.iter().all(|line| !line.ends_with("reached")), "{text}");
    scene.end().await;
}

#[tokio::test]
async fn row_21_no_image_has_a_file_that_gives_rights_and_a_planted_one_gives_none() {
    let world = World::new().await;
    let script = "
find / -xdev -perm /6000 -type f
getcap -r / 2>/dev/null
cp /bin/bash own; chmod 6777 own; ./own -p -c 'echo $UID $EUID'
echo $UID $UID
for directory in . /tmp /dev/shm; do grep \" $(realpath $directory) \" /proc/mounts | grep -c nosuid; done
";
    for language in ["bash", "python", "javascript", "java"] {
        let mut runner = (*world.runner("bash")).clone();
        runner.image.clone_from(&world.runner(language).image);
        let printed = world.run(&Arc::new(runner), script).await.stdout;
        let lines: Vec<_> = printed.lines().collect();
        assert_eq!(lines.len(), 5, "{language}: {printed}");
        assert_eq!(lines[0], lines[1], "{language}");
        assert_eq!(lines[2..], ["1", "1", "1"], "{language}");
    }
}

#[tokio::test]
async fn row_22_planted_links_lead_nowhere_and_the_next_run_has_none_of_them() {
    let mut scene = Scene::new(&[]).await;
    let planter = scene.client.run(piped(include_str!("programs/planter.py"))).await.session;
    assert_eq!(exit_code(&scene.client.end().await), 0);
    assert_eq!(scene.client.text(), "planted 8\n");
    scene.installation.until_no_container(Duration::from_secs(5)).await;
    for path in ["main.py", "link0", "lib/etc/passwd", "link2/main.py"] {
        assert_eq!(scene.client.read_file(planter, path).await, None, "{path}");
    }
    let list =
        "import os\nfor place in '.', '/workspace', '/tmp', '/dev/shm': print(sorted(os.listdir(place)))\n";
    scene.client.run(piped(list)).await;
    assert_eq!(exit_code(&scene.client.end().await), 0);
    assert_eq!(scene.client.text(), "['main.py']\n['main.py']\n[]\n[]\n");
    scene.end().await;
}

#[tokio::test]
async fn row_23_every_way_to_end_is_told_exactly() {
    let mut scene = Scene::new(&[]).await;
    let code = |code| Outcome::Exited { code };
    let signal = |name: &str| Outcome::Signaled { signal: name.into() };
    for (source, expected) in [
        ("", code(0)),
        ("raise SystemExit(1)", code(1)),
        ("raise SystemExit(137)", code(137)),
        ("raise SystemExit(255)", code(255)),
        ("raise SystemExit(256)", code(0)),
        ("import os; os.kill(os.getpid(), 11)", signal("SIGSEGV")),
        ("import os; os.abort()", signal("SIGABRT")),
        ("import ctypes; ctypes.string_at(0)", signal("SIGSEGV")),
        ("import os; os.kill(os.getpid(), 31)", signal("SIGSYS")),
        ("raise ValueError('uncaught')", code(1)),
    ] {
        scene.client.run(python(source)).await;
        let state = scene.client.end().await;
        let RunState::Finished { outcome, .. } = state else { panic!("{source}: {state:?}") };
        assert_eq!(outcome, expected, "{source}");
    }
    assert!(scene.client.text().contains("uncaught"), "{}", scene.client.text());
    scene.end().await;
}

#[tokio::test]
#[ignore = "makes 256 containers"]
async fn row_23_every_exit_code_is_told_exactly() {
    let scene = Scene::new(&[]).await;
    let server = &scene.server;
    let quarter = |first: i32| async move {
        let mut client = Client::connect(server).await;
        for expected in (first..256).step_by(4) {
            client.run(python(&format!("import os; os._exit({expected})\n"))).await;
            assert_eq!(exit_code(&client.end().await), expected);
        }
    };
    tokio::join!(quarter(0), quarter(1), quarter(2), quarter(3));
    scene.end().await;
}
