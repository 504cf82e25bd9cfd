//! What programs write, from their containers to whoever ran them.

use protocol::program::FileContent;
use protocol::server::WrittenFile;
use protocol::{ClientMessage, RunState, ServerMessage, StopReason};

use crate::client::{Client, python};
use crate::support::Installation;

/// Makes everything that a directory can hold.
const EVERYTHING: &str = "
import os
os.makedirs('out/deep')
open('out/deep/한글.txt', 'w').write('안녕')
open('bytes.bin', 'wb').write(b'\\xff\\x00')
open('huge.bin', 'wb').truncate(40 << 20)
open('two\\nlines', 'w').write('no name for a project')
open(b'\\xff\\xfe', 'w').write('nor this')
open('locked', 'w').write('secret')
os.chmod('locked', 0)
os.symlink('/etc/passwd', 'passwd')
os.symlink('.', 'loop')
os.mkfifo('fifo')
";

fn file(path: &str, bytes: u64, readable: bool) -> WrittenFile {
    WrittenFile { path: path.into(), bytes, readable }
}

#[tokio::test]
async fn row_22_files_are_told_and_given_and_nothing_else_is() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let session = client.run(python(EVERYTHING)).await.session;
    client.end().await;
    let files = client.files().await;
    let expected = [
        file("bytes.bin", 2, true),
        file("huge.bin", 40 << 20, false),
        file("locked", 6, false),
        file("out/deep/한글.txt", 6, true),
    ];
    assert_eq!((files.session, files.files.as_slice(), files.complete), (session, &expected[..], false));
    let bytes = client.read_file(session, "bytes.bin").await;
    assert_eq!(bytes, Some(FileContent::Base64("/wA=".into())));
    let text = client.read_file(session, "out/deep/한글.txt").await;
    assert_eq!(text, Some(FileContent::Text("안녕".into())));
    for path in ["huge.bin", "locked", "passwd", "/etc/passwd", "../etc/passwd", "two\nlines"] {
        assert_eq!(client.read_file(session, path).await, None, "{path}");
    }
    // Another run, whose program wrote nothing.
    client.run(python("print(1)")).await;
    client.end().await;
    client.send(&ClientMessage::Ping).await;
    let next = loop {
        match client.message().await {
            ServerMessage::State(_) | ServerMessage::StdinAck(_) => {}
            other => break other,
        }
    };
    assert_eq!(next, ServerMessage::Pong);
    installation.stop(server).await;
}

#[tokio::test]
async fn a_program_that_was_stopped_has_written_too() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let source = "import time\nopen('log.txt', 'w').write('so far')\nprint('wrote')\ntime.sleep(100)\n";
    let session = client.run(python(source)).await.session;
    client.output_with("wrote").await;
    client.send(&ClientMessage::Stop).await;
    let state = client.end().await;
    assert!(matches!(state, RunState::Stopped { reason: StopReason::User, .. }), "{state:?}");
    assert_eq!(client.files().await.files, [file("log.txt", 6, true)]);
    assert_eq!(client.read_file(session, "log.txt").await, Some(FileContent::Text("so far".into())));
    installation.stop(server).await;
}
