//! A launcher that was taken over: whatever it says, its run ends once and everything is given back.

use launcher::codec::Decoder;
use proptest::prelude::*;

use super::resume::paused;
use super::*;
use crate::sandbox::Closed;

/// What a launcher may say: bytes that happen to be a message, and more of those that matter than chance would bring.
fn said() -> impl Strategy<Value = FromLauncher> {
    let bytes = |kind: std::ops::RangeInclusive<u8>| (kind, proptest::collection::vec(any::<u8>(), 0..60));
    let decoded = bytes(0..=12).prop_filter_map("it is a message", |(kind, fields)| {
        let mut decoder = Decoder::default();
        decoder.push(&(fields.len() as u32 + 1).to_le_bytes());
        decoder.push(&[kind]);
        decoder.push(&fields);
        decoder.next::<FromLauncher>().ok().flatten()
    });
    let status = any::<i32>().prop_map(messages::Status::Signal);
    let code = any::<i32>().prop_map(messages::Status::Code);
    prop_oneof![
        3 => decoded,
        3 => (0_usize..200_000).prop_map(|length| output(vec![b'x'; length])),
        1 => any::<u64>().prop_map(FromLauncher::Consumed),
        1 => any::<Option<u64>>().prop_map(|cpu_us| FromLauncher::Heartbeat { cpu_us }),
        1 => prop_oneof![status, code].prop_map(exited),
        1 => (".{0,30}", any::<u64>(), any::<Option<Vec<u8>>>()).prop_map(|(path, bytes, content)| {
            FromLauncher::File(messages::WrittenFile { path, bytes, content })
        }),
        1 => any::<bool>().prop_map(|complete| FromLauncher::FilesEnd { complete }),
    ]
}

/// The run ends in one state, whatever is said before the streams end; nothing is left.
async fn check(language: &str, said: Vec<FromLauncher>) {
    let world = World::new();
    let mut client = world.connect().await;
    client.send(&ClientMessage::Run(request(language)));
    let mut container = world.sandbox.next_container().await;
    start_of(&mut container).await;
    for message in said {
        // A server that has heard the end listens no more.
        if !container.say(message).await {
            break;
        }
    }
    container.close(Closed::default()).await;
    client.end().await;
    let later = client.settle().await;
    assert!(!later.iter().any(|message| matches!(message, ServerMessage::State(_))), "{later:?}");
    idle().await;
    world.check_empty();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn row_14_whatever_a_launcher_says_its_run_ends_once(
        compiled in any::<bool>(),
        said in proptest::collection::vec(said(), 0..20),
    ) {
        paused().block_on(check(if compiled { "java" } else { "python" }, said));
    }
}
