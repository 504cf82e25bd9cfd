//! Messages survive the wire, and no bytes harm who reads them.

use launcher::codec::{Decoder, MESSAGE_BYTES_MAX, encode};
use launcher::messages::{
    Command, Exit, FromLauncher, Io, Phase, Prepare, Size, Start, Status, Stream, ToLauncher, Usage,
    WrittenFile,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn size() -> impl Strategy<Value = Size> {
    (any::<u16>(), any::<u16>()).prop_map(|(cols, rows)| Size { cols, rows })
}

fn to_launcher() -> impl Strategy<Value = ToLauncher> {
    let io = prop_oneof![Just(Io::Pipes), size().prop_map(Io::Terminal)];
    let line = || vec(".{0,20}", 0..5);
    let command = || prop_oneof![line().prop_map(Command::Plain), Just(Command::Prepared)];
    prop_oneof![
        (line(), line()).prop_map(|(compile, run)| ToLauncher::Prepare(Prepare { compile, run })),
        (io, option::of(command()), command(), any::<u64>())
            .prop_map(|(io, compile, run, credit)| ToLauncher::Start(Start { io, compile, run, credit })),
        vec(any::<u8>(), 0..100).prop_map(ToLauncher::Stdin),
        Just(ToLauncher::StdinClose),
        any::<u64>().prop_map(ToLauncher::Credit),
        size().prop_map(ToLauncher::Resize),
        Just(ToLauncher::Kill),
    ]
}

fn from_launcher() -> impl Strategy<Value = FromLauncher> {
    let phase = || prop_oneof![Just(Phase::Compiling), Just(Phase::Running)];
    let stream = prop_oneof![Just(Stream::Stdout), Just(Stream::Stderr)];
    let status = prop_oneof![any::<i32>().prop_map(Status::Code), any::<i32>().prop_map(Status::Signal)];
    let number = || option::of(any::<u64>());
    let usage = (number(), number(), number(), number()).prop_map(
        |(cpu_us, memory_peak_bytes, oom_kills, pids_limit_hits)| Usage {
            cpu_us,
            memory_peak_bytes,
            oom_kills,
            pids_limit_hits,
        },
    );
    prop_oneof![
        any::<u32>().prop_map(|version| FromLauncher::Ready { version }),
        phase().prop_map(FromLauncher::Phase),
        (stream, vec(any::<u8>(), 0..100)).prop_map(|(stream, bytes)| FromLauncher::Output { stream, bytes }),
        any::<u64>().prop_map(FromLauncher::Consumed),
        number().prop_map(|cpu_us| FromLauncher::Heartbeat { cpu_us }),
        (phase(), status, usage).prop_map(|(phase, status, usage)| FromLauncher::Exited(Exit {
            phase,
            status,
            usage
        })),
        ".{0,50}".prop_map(FromLauncher::Failed),
        Just(FromLauncher::Prepared),
        (".{0,20}", any::<u64>(), option::of(vec(any::<u8>(), 0..100)))
            .prop_map(|(path, bytes, content)| FromLauncher::File(WrittenFile { path, bytes, content })),
        any::<bool>().prop_map(|complete| FromLauncher::FilesEnd { complete }),
    ]
}

proptest! {
    #[test]
    fn messages_to_the_launcher_survive(messages in vec(to_launcher(), 0..8), split in 1_usize..40) {
        let mut bytes = Vec::new();
        for message in &messages {
            encode(message, &mut bytes);
        }
        let mut decoder = Decoder::default();
        let mut decoded = Vec::new();
        for part in bytes.chunks(split) {
            decoder.push(part);
            while let Some(message) = decoder.next::<ToLauncher>().expect("our own messages") {
                decoded.push(message);
            }
        }
        prop_assert_eq!(decoded, messages);
    }

    #[test]
    fn messages_from_the_launcher_survive(messages in vec(from_launcher(), 0..8), split in 1_usize..40) {
        let mut bytes = Vec::new();
        for message in &messages {
            encode(message, &mut bytes);
        }
        let mut decoder = Decoder::default();
        let mut decoded = Vec::new();
        for part in bytes.chunks(split) {
            decoder.push(part);
            while let Some(message) = decoder.next::<FromLauncher>().expect("our own messages") {
                decoded.push(message);
            }
        }
        prop_assert_eq!(decoded, messages);
    }

    #[test]
    fn any_bytes_are_messages_or_an_error(bytes in vec(any::<u8>(), 0..400)) {
        let mut decoder = Decoder::default();
        decoder.push(&bytes);
        while let Ok(Some(_)) = decoder.next::<ToLauncher>() {}
        let mut decoder = Decoder::default();
        decoder.push(&bytes);
        while let Ok(Some(_)) = decoder.next::<FromLauncher>() {}
    }

    #[test]
    fn any_fields_of_any_kind_are_a_message_or_an_error(kind in 0_u8..12, fields in vec(any::<u8>(), 0..60)) {
        let mut bytes = (fields.len() as u32 + 1).to_le_bytes().to_vec();
        bytes.push(kind);
        bytes.extend(fields);
        let mut decoder = Decoder::default();
        decoder.push(&bytes);
        if let Ok(Some(message)) = decoder.next::<ToLauncher>() {
            let mut again = Vec::new();
            encode(&message, &mut again);
            prop_assert_eq!(&again, &bytes);
        }
        let mut decoder = Decoder::default();
        decoder.push(&bytes);
        while let Ok(Some(_)) = decoder.next::<FromLauncher>() {}
    }
}

#[test]
fn a_length_beyond_the_bound_is_refused_before_it_is_waited_for() {
    for length in [0, MESSAGE_BYTES_MAX as u32 + 1, u32::MAX] {
        let mut decoder = Decoder::default();
        decoder.push(&length.to_le_bytes());
        assert!(decoder.next::<ToLauncher>().is_err(), "{length}");
    }
}
