//! Every language, from the welcome to the end.

use std::path::Path;

use protocol::{ClientMessage, Outcome, RunState};

use crate::client::{Client, program, python};
use crate::support::Installation;

#[tokio::test]
async fn every_hello_program_prints_what_its_folder_expects() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let runtimes = client.welcome.runtimes.clone();
    assert!(runtimes.len() >= 3, "{runtimes:?}");
    for runtime in runtimes {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runners").join(&runtime.language);
        let expected = std::fs::read_to_string(folder.join("hello.expected")).unwrap();
        client.run(program(&runtime.language, &runtime.entry, &runtime.example)).await;
        let state = client.end().await;
        let RunState::Finished { outcome, end } = state else { panic!("{state:?}") };
        assert_eq!(outcome, Outcome::Exited { code: 0 }, "{}", client.text());
        assert_eq!(client.text(), expected);
        assert!(end.usage.wall_ms > 0);
        assert!(runtime.version.starts_with(|first: char| first.is_ascii_digit()), "{runtime:?}");
    }
    installation.stop(server).await;
}

#[tokio::test]
async fn what_is_typed_reaches_the_program_in_a_terminal() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    client.run(python("name = input('Name? ')\nprint(f'Hello, {name}!')\nraise SystemExit(3)\n")).await;
    // Typed ahead, before the container is there.
    client.input(0, "마당".as_bytes()).await;
    client.output_with("Name? ").await;
    client.input(6, b"\r").await;
    let state = client.end().await;
    assert!(client.text().ends_with("Hello, 마당!\n"), "{:?}", client.text());
    assert!(matches!(state, RunState::Finished { outcome: Outcome::Exited { code: 3 }, .. }), "{state:?}");
    installation.stop(server).await;
}

#[tokio::test]
async fn a_page_that_comes_back_gets_the_rest() {
    let installation = Installation::new(&[]).await;
    let server = installation.serve().await;
    let mut client = Client::connect(&server).await;
    let accepted = client.run(python("input('one')\nprint('two')\n")).await;
    client.output_with("one").await;
    let here = client.here();
    drop(client);
    let (mut client, resumed) = Client::resume(&server, &accepted, here).await;
    assert_eq!((resumed.from, resumed.cols, resumed.rows), (here, 80, 24));
    client.input(0, b"\r").await;
    client.end().await;
    assert_eq!(client.text(), "\ntwo\n");
    client.send(&ClientMessage::Stop).await;
    installation.stop(server).await;
}
