//! Programs that take all they can get, and programs that do not want to end.

use std::time::{Duration, Instant};

use protocol::{Clock, Outcome, Phase, RunState};
use testing::client::{Client, program, python};
use testing::server::until;

use crate::support::{Scene, exit_code, piped};

/// How long another run may take to answer on a busy machine.
const ANSWER_DEADLINE: Duration = Duration::from_secs(2);

#[track_caller]
fn check_timeout(state: &RunState, expected: Clock) {
    assert!(matches!(state, RunState::Timeout { clock, .. } if *clock == expected), "{state:?}");
}

#[tokio::test]
async fn row_01_a_fork_bomb_is_stopped_in_a_second_and_others_feel_nothing() {
    let mut scene = Scene::new(&[]).await;
    let mut other = Client::connect(&scene.server).await;
    other.run(python("while True: print('heard', input())\n")).await;
    scene.client.run(python(include_str!("programs/fork_bomb.py"))).await;
    scene.client.output_with("full").await;
    for number in 0..10 {
        let asked = Instant::now();
        other.feed(format!("{number}\r").as_bytes()).await;
        other.output_with(&format!("heard {number}")).await;
        assert_eq!(scene.server.get("/healthz").await.0, 200);
        assert!(asked.elapsed() < ANSWER_DEADLINE, "{:?}", asked.elapsed());
    }
    let pressed = Instant::now();
    scene.stop_run().await;
    let installation = &scene.installation;
    until(ANSWER_DEADLINE, "its container is gone", || async { installation.containers().await == 1 }).await;
    println!("gone after {:?}", pressed.elapsed());
    other.feed(b"last\r").await;
    other.output_with("heard last").await;
    drop(other);
    scene.end().await;
}

#[tokio::test]
async fn row_01_a_fork_bomb_ends_by_a_clock() {
    let mut scene = Scene::new(&[("MADANG_CLOCK_CPU_S", "2")]).await;
    scene.client.run(python(include_str!("programs/fork_bomb.py"))).await;
    check_timeout(&scene.client.ending().await, Clock::Cpu);
    scene.end().await;
}

#[tokio::test]
async fn row_02_a_memory_bomb_is_out_of_memory_and_a_childs_is_told_beside_the_exit_code() {
    let mut scene = Scene::new(&[]).await;
    scene.client.run(python("hoard = bytearray(1 << 30)\n")).await;
    let state = scene.client.end().await;
    let RunState::Finished { outcome: Outcome::OutOfMemory { limit_bytes }, end } = &state else {
        panic!("{state:?}")
    };
    assert_eq!(*limit_bytes, 256 << 20);
    assert!(end.usage.memory_limit_hit, "{end:?}");
    let child =
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'hoard = bytearray(1 << 30)'])\n";
    scene.client.run(python(child)).await;
    let state = scene.client.end().await;
    assert_eq!(exit_code(&state), 0);
    assert!(state.end().unwrap().usage.memory_limit_hit, "{state:?}");
    // Neither took anything from who comes next.
    scene.client.run(python("print(len(bytearray(100 << 20)))\n")).await;
    let state = scene.client.end().await;
    assert!(!state.end().unwrap().usage.memory_limit_hit, "{state:?}");
    assert_eq!(exit_code(&state), 0);
    scene.end().await;
}

#[tokio::test]
async fn row_03_a_million_files_and_queues_end_at_their_bound_and_touch_no_disk() {
    let mut scene = Scene::new(&[]).await;
    scene.client.run(piped(include_str!("programs/files.py"))).await;
    let state = scene.client.end().await;
    let text = scene.client.text();
    assert_eq!(exit_code(&state), 0, "{text}");
    // The program's own file is one of the first.
    let expected = ". 4095 ENOSPC\n/tmp 4096 ENOSPC\n/dev/shm 1024 ENOSPC\n";
    assert!(text.starts_with(expected), "{text}");
    let queues = text.lines().find_map(|line| line.strip_prefix("/dev/mqueue ")).unwrap();
    let (count, reason) = queues.split_once(' ').unwrap();
    assert!(["ENOSPC", "EMFILE"].contains(&reason), "{text}");
    assert!((1..=256).contains(&count.parse::<u32>().unwrap()), "{text}");
    assert!(text.ends_with("written to mqueue tmpfs\n"), "all that can be written is memory: {text}");
    scene.end().await;
}

#[tokio::test]
async fn row_10_what_ignores_and_stops_everything_is_ended_by_stop_and_by_a_clock() {
    let mut scene = Scene::new(&[("MADANG_CLOCK_IDLE_S", "2")]).await;
    scene.client.run(python(include_str!("programs/stopped.py"))).await;
    scene.client.output_with("stopping").await;
    scene.stop_run().await;
    scene.client.run(python(include_str!("programs/stopped.py"))).await;
    check_timeout(&scene.client.ending().await, Clock::Idle);
    assert!(scene.client.text().starts_with("stopping\n"), "{}", scene.client.text());
    scene.installation.until_no_container(Duration::from_secs(5)).await;
    scene.end().await;
}

#[tokio::test]
async fn row_11_daemons_end_with_the_program_and_the_session_at_once() {
    let mut scene = Scene::new(&[]).await;
    scene.client.run(python(include_str!("programs/daemons.py"))).await;
    scene.client.output_with("the parent ends").await;
    let ends = Instant::now();
    let state = scene.client.end().await;
    assert!(ends.elapsed() < ANSWER_DEADLINE, "{:?}", ends.elapsed());
    assert_eq!(exit_code(&state), 4);
    assert!(scene.client.text().contains("still here"), "the daemons were there");
    scene.installation.until_no_container(Duration::from_secs(5)).await;
    scene.end().await;
}

#[tokio::test]
async fn row_12_a_storm_of_orphans_is_reaped_and_zombies_go_with_their_parent() {
    let mut scene = Scene::new(&[]).await;
    scene.client.run(python(include_str!("programs/zombies.py"))).await;
    let state = scene.client.end().await;
    assert_eq!((exit_code(&state), scene.client.text().as_str()), (0, "orphans 0\nown True\n"));
    scene.installation.until_no_container(Duration::from_secs(5)).await;
    scene.end().await;
}

/// Starts a Java program whose compiler is to suffer, and returns its end.
async fn compile(scene: &mut Scene, body: &str) -> RunState {
    let source = format!("public class Main {{\n{body}\n}}\n");
    scene.client.run(program("java", "Main.java", &source)).await;
    scene.client.state(Phase::Compiling).await;
    scene.client.end().await
}

#[tokio::test]
async fn row_17_nested_generics_end_by_the_compilers_clock() {
    let mut scene = Scene::new(&[("MADANG_CLOCK_COMPILE_S", "3")]).await;
    // Each type holds the one before twice, and the compiler goes through all of it.
    let doubled: Vec<_> = (1..60).map(|n| format!("var x{n} = pair(x{0}, x{0});", n - 1)).collect();
    let doubled = doubled.join("\n");
    let body = format!(
        "static class Pair<A, B> {{}}\nstatic <A, B> Pair<A, B> pair(A a, B b) {{ return new Pair<>(); }}\n\
         public static void main(String[] args) {{\nvar x0 = pair(1, 2);\n{doubled}}}"
    );
    check_timeout(&compile(&mut scene, &body).await, Clock::Compile);
    scene.end().await;
}

#[tokio::test]
async fn row_17_huge_constants_stay_in_the_compilers_limits() {
    let mut scene = Scene::new(&[]).await;
    let numbers: Vec<_> = (0..100_000).map(|number| number.to_string()).collect();
    let array = format!("static int[] all = {{{}}};", numbers.join(","));
    let state = compile(&mut scene, &array).await;
    assert!(matches!(state, RunState::Finished { outcome: Outcome::CompileFailed { .. }, .. }), "{state:?}");
    assert!(scene.client.text().contains("code too large"), "{}", scene.client.text());
    // Each constant is the one before twice: gigabytes that the compiler tries to fold.
    let doubled = (1..40).map(|n| format!("static final String S{n} = S{0} + S{0};\n", n - 1));
    let body = format!("static final String S0 = \"0123456789abcdef\";\n{}", doubled.collect::<String>());
    let state = compile(&mut scene, &body).await;
    let failed = matches!(
        state,
        RunState::Finished { outcome: Outcome::CompileFailed { .. } | Outcome::OutOfMemory { .. }, .. }
    );
    assert!(failed, "{state:?} {}", scene.client.text());
    scene.end().await;
}
