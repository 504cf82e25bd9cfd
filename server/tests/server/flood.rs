//! Output at full speed: all of it comes, and the server holds little of it.

use protocol::{Outcome, RunState};
use sha2::{Digest as _, Sha256};

use crate::client::{Client, python};
use crate::support::Installation;

/// How much more memory the server may hold during a flood than before.
const MEMORY_GROWTH_MAX: u64 = 8 * 1024 * 1024;

/// The lines as a terminal shows them.
const LINE_BYTES: u64 = 41;

async fn check(megabytes: u64) {
    let lines = megabytes * 1_000_000 / LINE_BYTES;
    let output_bytes_max = (lines * LINE_BYTES).to_string();
    let installation = Installation::new(&[("MADANG_OUTPUT_BYTES_MAX", &output_bytes_max)]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(python("print('hello')\n")).await;
    client.end().await;
    let source = format!(
        "with open(1, 'wb', 1 << 16) as out:\n    for number in range({lines}):\n        \
         out.write(b'%039d\\n' % number)\n"
    );
    let (mut came, mut most) = (Sha256::new(), 0);
    let before = server.memory();
    client.run(python(&source)).await;
    while client.here() < lines * LINE_BYTES {
        came.update(client.some_output().await);
        most = most.max(server.memory());
    }
    let state = client.end().await;
    let RunState::Finished { outcome: Outcome::Exited { code: 0 }, end } = state else { panic!("{state:?}") };
    assert_eq!(end.output_end, lines * LINE_BYTES);
    let mut printed = Sha256::new();
    for number in 0..lines {
        printed.update(format!("{number:039}\r\n"));
    }
    assert_eq!(came.finalize(), printed.finalize());
    let growth = most.saturating_sub(before);
    println!("{megabytes} MB: the server's memory grew by {} KiB", growth / 1024);
    assert!(growth < MEMORY_GROWTH_MAX, "from {before} to {most} bytes");
    installation.stop(server).await;
}

#[tokio::test]
async fn row_05_comes_whole_through_little_memory() {
    check(20).await;
}

#[tokio::test]
#[ignore = "takes a minute with a server that is built for debugging"]
async fn row_05_of_200_mb_comes_whole_through_little_memory() {
    check(200).await;
}
