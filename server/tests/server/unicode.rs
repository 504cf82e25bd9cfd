//! Text in every language: what is typed is read, and what is printed comes back.

use protocol::{ClientMessage, Io, Outcome, RunState};

use crate::client::{Client, program};
use crate::random::Random;
use crate::support::Installation;

/// How many strings come back through pipes, and how many through a terminal, where each is waited for.
const PIPED: usize = 10_000;
const TYPED: usize = 200;

/// Programs that print each line that they read, and before that a line of their own.
const ECHOES: [(&str, &str, &str); 3] = [
    ("python", "main.py", "import sys\nprint('마당')\nfor line in sys.stdin:\n    print(line, end='')\n"),
    (
        "javascript",
        "main.js",
        "console.log('마당');\nlet rest = '';\nprocess.stdin.setEncoding('utf8');\n\
         process.stdin.on('data', (text) => {\n  const lines = (rest + text).split('\\n');\n  \
         rest = lines.pop();\n  for (const line of lines) console.log(line);\n});\n",
    ),
    (
        "java",
        "Main.java",
        "import java.io.*;\n\npublic class Main {\n    \
         public static void main(String[] args) throws IOException {\n        \
         System.out.println(\"마당\");\n        \
         var in = new BufferedReader(new InputStreamReader(System.in));\n        \
         for (String line; (line = in.readLine()) != null; ) System.out.println(line);\n    }\n}\n",
    ),
];

/// A character of one of the kinds that go wrong somewhere.
fn character(random: &mut Random) -> char {
    let (from, to) = match random.below(9) {
        0 => (' ', '~'),
        1 => ('\u{80}', '\u{7ff}'),
        2 => ('가', '힣'),
        // Jamo, as decomposed Hangul has them; then combining marks.
        3 => ('\u{1100}', '\u{11ff}'),
        4 => ('\u{300}', '\u{36f}'),
        5 => ('一', '鿿'),
        6 => ('\u{1f300}', '\u{1faff}'),
        // Joiners, directions and line separators that end no line here; then anything.
        7 => ('\u{200b}', '\u{202f}'),
        _ => ('\u{800}', char::MAX),
    };
    let (from, to) = (u64::from(u32::from(from)), u64::from(u32::from(to)));
    // Surrogates are no characters.
    char::from_u32((from + random.below(to - from + 1)) as u32).unwrap_or('\u{fffd}')
}

fn strings(random: &mut Random, count: usize) -> Vec<String> {
    let mut string = || (0..random.below(40)).map(|_| character(random)).collect();
    (0..count).map(|_| string()).collect()
}

#[track_caller]
fn check_equal(came: &[u8], sent: &[String], line_end: &str) {
    let came = std::str::from_utf8(came).expect("what comes back is UTF-8");
    let mut lines = came.split(line_end);
    for string in sent {
        assert_eq!(lines.next(), Some(string.as_str()));
    }
    assert_eq!((lines.next(), lines.next()), (Some(""), None), "nothing more comes");
}

#[tokio::test]
async fn ten_thousand_strings_come_back_through_pipes() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let mut random = Random::new();
    for (language, entry, source) in ECHOES {
        let mut sent = strings(&mut random, PIPED);
        let mut request = program(language, entry, source);
        request.io = Io::Pipes;
        client.run(request).await;
        client.feed((sent.join("\n") + "\n").as_bytes()).await;
        client.send(&ClientMessage::StdinClose).await;
        let state = client.end().await;
        let ended_well = matches!(state, RunState::Finished { outcome: Outcome::Exited { code: 0 }, .. });
        assert!(ended_well, "{language}: {state:?}");
        sent.insert(0, "마당".to_owned());
        check_equal(&client.output, &sent, "\n");
    }
    installation.stop(server).await;
}

#[tokio::test]
async fn strings_that_are_typed_come_back_through_a_terminal() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let mut random = Random::new();
    for (language, entry, source) in ECHOES {
        client.run(program(language, entry, source)).await;
        let mut shown = vec!["마당".to_owned()];
        client.output_with("마당\n").await;
        for string in strings(&mut random, TYPED) {
            client.feed(format!("{string}\r").as_bytes()).await;
            // Once as the terminal's echo, once as the program's.
            let both = 2 * (string.len() + "\r\n".len()) as u64;
            client.output_up_to(client.here() + both).await;
            shown.extend([string.clone(), string]);
        }
        client.feed(b"\x04").await;
        client.end().await;
        check_equal(&client.output, &shown, "\r\n");
    }
    installation.stop(server).await;
}
