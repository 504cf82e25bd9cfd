//! Every example of the gallery, played by somebody who types.

use std::fmt::Write as _;

use app::backend::Example;
use protocol::program::FileContent;
use protocol::{Io, Outcome, RunRequest, RunState, TerminalSize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::Client;
use crate::support::{Installation, Server};

/// What a phone held upright has room for.
const PHONE: TerminalSize = TerminalSize { cols: 40, rows: 20 };

/// What the server's function answers, as the page's gallery gets it.
async fn examples(server: &Server, language: &str) -> Vec<Example> {
    let body = format!("language={language}");
    let mut request = String::new();
    write!(
        request,
        "POST /api/examples HTTP/1.1\r\nHost: {}\r\nOrigin: http://{}\r\n",
        server.address, server.address
    )
    .unwrap();
    write!(request, "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n")
        .unwrap();
    write!(request, "Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).unwrap();
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// An example that runs, on a phone.
struct Play<'a> {
    client: &'a mut Client,
    /// The text up to here was read.
    place: usize,
    /// The input up to here was typed.
    typed: u64,
}

impl<'a> Play<'a> {
    async fn start(client: &'a mut Client, language: &str, example: &Example) -> Self {
        let request = RunRequest {
            language: language.into(),
            files: example.files.clone(),
            entry: Some(example.entry.clone()),
            args: vec![],
            io: Io::Terminal(PHONE),
        };
        client.run(request).await;
        Self { client, place: 0, typed: 0 }
    }

    /// Waits for words that follow those waited for before.
    async fn reads(&mut self, words: &str) {
        self.reads_one_of([words]).await;
    }

    async fn types(&mut self, keys: &str) {
        self.client.input(self.typed, keys.as_bytes()).await;
        self.typed += keys.len() as u64;
    }

    /// Waits for the first of several words, and says which it was.
    async fn reads_one_of<const N: usize>(&mut self, words: [&str; N]) -> usize {
        let (which, place) = self.client.text_with_one_of(self.place, &words).await;
        self.place = place;
        which
    }

    async fn answers(&mut self, question: &str, keys: &str) {
        self.reads(question).await;
        self.types(keys).await;
    }

    /// Waits for the end, which must be a good one, and gives all the text.
    async fn ends(self) -> String {
        let state = self.client.end().await;
        let text = self.client.text();
        assert!(
            matches!(state, RunState::Finished { outcome: Outcome::Exited { code: 0 }, .. }),
            "{state:?}: {text}"
        );
        text
    }
}

/// Plays an example as it is meant to be. A new one needs a part here.
async fn play(client: &mut Client, language: &str, example: &Example) {
    let mut play = Play::start(&mut *client, language, example).await;
    match (example.key.as_str(), language) {
        ("hello", _) => assert!(play.ends().await.contains("Hello, 마당!\n")),
        ("input", _) => {
            play.answers("What is your name? ", "지우\r").await;
            play.answers("How old are you? ", "ten\r").await;
            play.reads("'ten' is not a whole number.").await;
            play.answers("How old are you? ", "200\r").await;
            play.reads("Between 0 and 130").await;
            play.answers("How old are you? ", "10\r").await;
            let text = play.ends().await;
            let end = "\nHello, 지우!\nYou have lived about 3,650 days,\nand in ten years you will be 20.\n";
            assert!(text.ends_with(end), "{text:?}");
        }
        ("guess", _) => guess(play).await,
        ("files", _) => {
            assert_eq!(play.ends().await, RECEIPT);
            let written = client.files().await;
            let paths: Vec<_> = written.files.iter().map(|file| file.path.as_str()).collect();
            assert_eq!(paths, ["receipt.csv", "total.txt"], "and nothing of a compiler");
            let total = client.read_file(written.session, "total.txt").await;
            assert_eq!(total, Some(FileContent::Text("18700 won\n".into())));
        }
        ("threads", "python") => {
            for dish in ["egg", "rice", "soup", "tea"] {
                play.reads(&format!("s  {dish} is ready\n")).await;
            }
            play.reads("One after another: 2.7 s.").await;
            play.ends().await;
        }
        ("threads", "javascript") => {
            let text = play.ends().await;
            assert!(text.ends_with("Below 400000 there are 33860 primes.\n"), "{text}");
        }
        ("threads", "java") => {
            let text = play.ends().await;
            assert!(
                text.contains("10,000 are awake\n") && text.contains("One after another: 2,000 s."),
                "{text}"
            );
        }
        ("colours", _) => {
            play.reads("\u{1b}[1mbold\u{1b}[0m  ").await;
            play.reads("\r  0% ──────────────────────────────\r  1% ").await;
            play.reads("\r100% \u{1b}[38;2;128;215;41m━").await;
            play.reads("Done!").await;
            play.ends().await;
        }
        ("game", _) => game(play, language).await,
        ("data", _) => assert_eq!(play.ends().await, CLIMATE),
        (key, _) => panic!("nobody plays the example {key} of {language}"),
    }
}

/// Plays the game of a language.
async fn game(mut play: Play<'_>, language: &str) {
    match language {
        "python" => {
            // Whatever the board is, one of these moves something; an arrow is three characters.
            play.answers("q quits.", "\u{1b}[Dwd\u{1b}[B").await;
            play.answers("q quits.", "q").await;
            assert!(play.ends().await.contains("The end. Your score: "));
        }
        "javascript" => {
            // Up, then straight into the wall.
            play.answers("q quits.", "\u{1b}[A").await;
            assert!(play.ends().await.contains("Ouch! Your score: "));
        }
        "java" => {
            play.answers("> ", "z9\r").await;
            play.reads("Like this, please: b3, or !b3.").await;
            play.answers("> ", "!a8\r").await;
            play.answers("> ", "d4\r").await;
            play.answers("> ", "q\r").await;
            let text = play.ends().await;
            assert!(text.contains("\n  8 \u{1b}[93m!\u{1b}[0m "), "{text}");
            assert!(text.ends_with("Bye!\n"), "{text}");
        }
        other => panic!("nobody plays the game of {other}"),
    }
}

/// Halves what is left, as the example advises.
async fn guess(mut play: Play<'_>) {
    play.answers("(1 to 100): ", "many\r").await;
    play.reads("Digits only, please.").await;
    let (mut low, mut high) = (1, 100);
    loop {
        let middle = i32::midpoint(low, high);
        play.answers(&format!("({low} to {high}): "), &format!("{middle}\r")).await;
        match play.reads_one_of(["Too low.", "Too high.", "Yes, it was "]).await {
            0 => low = middle + 1,
            1 => high = middle - 1,
            _ => break,
        }
    }
    let text = play.ends().await;
    assert!(text.ends_with("That was quick!\n"), "{text}");
}

#[tokio::test]
async fn every_example_can_be_played_on_a_phone() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    for runtime in client.welcome.runtimes.clone() {
        let examples = examples(&server, &runtime.language).await;
        assert!(examples.len() >= 8, "{}", runtime.language);
        for example in examples {
            eprintln!("{} {}", runtime.language, example.key);
            play(&mut client, &runtime.language, &example).await;
        }
    }
    assert_eq!(examples(&server, "cobol").await, []);
    installation.stop(server).await;
}

const RECEIPT: &str = "\
Wrote receipt.csv: 66 bytes

kimbap        3 x  3500 =  10500
banana milk   2 x  1700 =   3400
mandarin     12 x   400 =   4800
total                     18700

Files here: receipt.csv, total.txt
";

const CLIMATE: &str = "\
Seoul in an average year
One block is 25 mm of rain

Jan  -2.0 °C █ 16.8
Feb   0.7 °C █ 28.2
Mar   6.1 °C █ 36.9
Apr  12.6 °C ██ 72.9
May  18.2 °C ████ 103.6
Jun  22.7 °C █████ 129.5
Jul  25.3 °C ████████████████ 414.4
Aug  26.1 °C █████████████ 348.2
Sep  21.6 °C █████ 141.5
Oct  15.0 °C ██ 52.2
Nov   7.5 °C ██ 51.1
Dec   0.2 °C █ 22.6

Coldest: Jan with -2.0 °C
Warmest: Aug with 26.1 °C
Rain in all: 1417.9 mm
";
