//! Whatever bytes a program prints, however it splits them, the client gets exactly these.

use protocol::Io;

use crate::client::{Client, python};
use crate::support::Installation;

/// Characters of two, three and four bytes; Hangul composed and decomposed; emoji joined and with a skin; a
/// flag; what is no character at all.
fn samples() -> Vec<Vec<u8>> {
    let every_byte: Vec<u8> = (0..=255).collect();
    let texts =
        ["é§ж", "한글 마당", "\u{1112}\u{1161}\u{11ab}", "😀", "👩🏽‍💻👨‍👩‍👧‍👦", "🇰🇷", "e\u{301}\n", "\r\n\t\n"];
    let broken: [&[u8]; 3] = [b"\xff\xfe\n", b"\xed\x95", b"\0\0\x1b[\xc3"];
    let texts = texts.iter().map(|text| text.as_bytes().to_vec());
    [every_byte].into_iter().chain(texts).chain(broken.map(<[u8]>::to_vec)).collect()
}

/// A program that prints every sample in two parts, split at every point. It waits in between, so that
/// nothing on the way puts the parts together.
fn splitter(before: &str) -> String {
    let samples: Vec<String> = samples().iter().map(|sample| format!("'{}'", hex::encode(sample))).collect();
    format!(
        "import os, time\n{before}\nfor sample in map(bytes.fromhex, [{}]):\n    \
         for cut in range(len(sample) + 1):\n        \
         for part in sample[:cut], sample[cut:]:\n            os.write(1, part)\n            \
         time.sleep(0.0005)\n",
        samples.join(",")
    )
}

fn printed() -> Vec<u8> {
    samples().iter().flat_map(|sample| sample.repeat(sample.len() + 1)).collect()
}

async fn check(io: Option<Io>, before: &str, expected: &[u8]) {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let mut request = python(&splitter(before));
    request.io = io.unwrap_or(request.io);
    client.run(request).await;
    client.end().await;
    let differs = client.output.iter().zip(expected).position(|(came, printed)| came != printed);
    assert!(client.output == expected, "{} bytes, other from {differs:?}", client.output.len());
    installation.stop(server).await;
}

#[tokio::test]
async fn row_06_come_exactly_through_pipes() {
    check(Some(Io::Pipes), "", &printed()).await;
}

#[tokio::test]
async fn row_06_come_exactly_through_a_raw_terminal() {
    check(None, "import tty; tty.setraw(1)", &printed()).await;
}

#[tokio::test]
async fn row_06_come_with_a_terminals_line_ends_through_a_terminal() {
    let mut expected = Vec::new();
    for byte in printed() {
        if byte == b'\n' {
            expected.push(b'\r');
        }
        expected.push(byte);
    }
    check(None, "", &expected).await;
}
