//! The clocks, each with a limit of seconds.

use protocol::{Clock, RunRequest, RunState};

use crate::client::{Client, program, python};
use testing::cgroup::LOW_PER_MILLE;

use crate::support::{Installation, PATIENCE, until};

/// This program ends by this clock, and what it printed before is all there.
async fn check_timeout(variable: &'static str, seconds: &str, request: RunRequest, clock: Clock, said: &str) {
    let installation = Installation::new(&[(variable, seconds)]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(request).await;
    let state = client.end().await;
    let RunState::Timeout { clock: ran_out, end } = state else { panic!("{state:?}") };
    assert_eq!(ran_out, clock);
    assert!(client.text().contains(said), "{:?}", client.text());
    let limit_ms = seconds.parse::<u64>().unwrap() * 1000;
    assert!(end.usage.cpu_ms.is_some() && end.usage.wall_ms >= limit_ms, "{end:?}");
    installation.stop(server).await;
}

#[tokio::test]
async fn row_17_compile() {
    // More than javac compiles in a second on any machine, and less than a source may have.
    let method = |n| format!("static int f{n}(int a) {{ return a > 0 ? f{n}(a - 1) + {n} : a * {n}; }}\n");
    let methods = (0..12_000).map(method).collect::<Vec<_>>().concat();
    let source =
        format!("public class Main {{\n{methods}\npublic static void main(String[] args) {{}}\n}}\n");
    let request = program("java", "Main.java", &source);
    check_timeout("MADANG_CLOCK_COMPILE_S", "1", request, Clock::Compile, "").await;
}

#[tokio::test]
async fn row_16_cpu() {
    let request = python("print('spinning')\nwhile True:\n    pass\n");
    check_timeout("MADANG_CLOCK_CPU_S", "1", request, Clock::Cpu, "spinning\n").await;
}

#[tokio::test]
async fn row_16_a_program_that_computes_has_less_weight_than_one_that_has_just_begun() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut computing = Client::connect(&server).await;
    computing.run(python("print('spinning')\nwhile True:\n    pass\n")).await;
    let makes_way =
        || async { matches!(installation.cpu_shares().await[..], [low] if LOW_PER_MILLE.contains(&low)) };
    until(PATIENCE, "it makes way", makes_way).await;
    let mut waiting = Client::connect(&server).await;
    waiting.run(python("input('anybody there?')\n")).await;
    waiting.output_with("there?").await;
    let shares = installation.cpu_shares().await;
    assert!(matches!(shares[..], [low, 1000] if LOW_PER_MILLE.contains(&low)), "{shares:?}");
    drop((computing, waiting));
    installation.stop(server).await;
}

#[tokio::test]
async fn row_15_idle() {
    let request = python("input('anybody there?')\n");
    check_timeout("MADANG_CLOCK_IDLE_S", "2", request, Clock::Idle, "anybody there?").await;
}

#[tokio::test]
async fn wall() {
    let request = python(
        "import itertools, time\nprint('first')\nfor n in itertools.count():\n    print(n)\n    time.sleep(0.1)\n",
    );
    check_timeout("MADANG_CLOCK_WALL_S", "2", request, Clock::Wall, "first\n0\n1\n").await;
}
