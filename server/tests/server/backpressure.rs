//! Programs that print without end, and clients that do not read: the program waits, the server's memory
//! stays as it was.

use std::time::{Duration, Instant};

use protocol::{ClientMessage, OUTPUT_WINDOW_BYTES, Outcome, RunState, StopReason};

use crate::client::{Acks, Client, python};
use crate::support::Installation;

/// How much more memory the server may hold than before.
const MEMORY_GROWTH_MAX: u64 = 8 * 1024 * 1024;

/// What a terminal holds of its own, which comes when the program is killed.
const TERMINAL_BYTES_MAX: u64 = 128 * 1024;

/// Lines of two bytes, a line without end, and a gigabyte that is never written whole.
const ENDLESS: [&str; 3] = [
    "import os\nwhile True: os.write(1, b'y\\n' * 2048)\n",
    "import os\nwhile True: os.write(1, b'x' * 4096)\n",
    "import os\nwhole = memoryview(b'0123456789abcde\\n' * (1 << 14))\n\
     for _ in range(1 << 12): os.write(1, whole)\n",
];

async fn check_output_limit(output_bytes_max: u64) {
    let limit = output_bytes_max.to_string();
    let installation = Installation::new(&[("MADANG_OUTPUT_BYTES_MAX", &limit)]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(python("print('hello')\n")).await;
    client.end().await;
    let (before, mut most) = (server.memory(), 0);
    for source in ENDLESS {
        client.run(python(source)).await;
        while client.here() <= output_bytes_max {
            client.some_output().await;
            most = most.max(server.memory());
        }
        let state = client.ending().await;
        let RunState::Finished { outcome: Outcome::OutputLimit, end } = state else { panic!("{state:?}") };
        let past = end.output_end - output_bytes_max;
        assert!(past <= OUTPUT_WINDOW_BYTES + TERMINAL_BYTES_MAX, "{past} bytes past the limit");
        // The client reads on while the program is being killed.
        while client.here() < end.output_end {
            client.some_output().await;
        }
    }
    assert!(most.saturating_sub(before) < MEMORY_GROWTH_MAX, "from {before} to {most} bytes");
    installation.stop(server).await;
}

#[tokio::test]
async fn row_05_a_program_that_prints_without_end_is_ended_at_the_limit() {
    check_output_limit(5_000_000).await;
}

#[tokio::test]
#[ignore = "takes a minute with a server that is built for debugging"]
async fn row_05_a_program_that_prints_without_end_is_ended_at_the_default_limit() {
    check_output_limit(104_857_600).await;
}

#[tokio::test]
async fn row_25_a_client_that_stops_reading_stops_the_program_and_can_still_stop_the_run() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(python(ENDLESS[0])).await;
    client.output_up_to(1).await;
    client.acks = Acks::None;
    // From here on nobody reads this socket.
    let (before, watched) = (server.memory(), Instant::now());
    while watched.elapsed() < Duration::from_secs(2) {
        let memory = server.memory();
        assert!(memory.saturating_sub(before) < MEMORY_GROWTH_MAX, "from {before} to {memory} bytes");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let acked = client.here();
    client.send(&ClientMessage::Stop).await;
    installation.until_no_container(Duration::from_secs(5)).await;
    let state = client.ending().await;
    let RunState::Stopped { reason: StopReason::User, end } = state else { panic!("{state:?}") };
    let ahead = end.output_end - acked;
    assert!(ahead <= OUTPUT_WINDOW_BYTES + TERMINAL_BYTES_MAX, "it printed {ahead} bytes to nobody");
    client.acks = Acks::Every;
    client.ack().await;
    client.output_up_to(end.output_end).await;
    installation.stop(server).await;
}
