//! `docs/protocol.md` and the crate say the same: every sample in the document is a message, and every
//! message, state, outcome and reason has a sample.

use std::collections::BTreeSet;

use madang_protocol::json::{FromJson, ToJson};
use madang_protocol::server::{NoticeKind, RejectReason};
use madang_protocol::{
    ClientMessage, Clock, InputFrame, Io, Outcome, OutputFrame, Phase, RunState, ServerMessage, StopReason,
    Stream,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../docs/protocol.md");

/// The fenced blocks of this kind, each with its line in the document.
fn blocks(kind: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut lines = DOCUMENT.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let content: Vec<_> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        if info == kind {
            blocks.push((number + 2, content.join("\n")));
        }
    }
    assert!(!blocks.is_empty(), "the document has no {kind} samples");
    blocks
}

/// The samples of one direction, each of which has to survive being read and written. `in_page` checks that the page,
/// which reads and writes without serde, takes it the same way.
fn samples<M: Serialize + DeserializeOwned>(direction: &str, in_page: impl Fn(&M, &str)) -> Vec<Value> {
    let read = |(line, text): (usize, String)| {
        let sample: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("line {line}: {error}"));
        let message: M = serde_json::from_str(&text).unwrap_or_else(|error| panic!("line {line}: {error}"));
        let written = serde_json::to_value(&message).expect("messages are JSON");
        assert_eq!(written, sample, "line {line}");
        in_page(&message, &text);
        sample
    };
    blocks(&format!("json {direction}")).into_iter().map(read).collect()
}

/// The names that an enum has on the wire. Serde lists them when it meets another one, so a variant
/// that is added later cannot be forgotten here.
fn names<T: DeserializeOwned>(unknown: Value) -> BTreeSet<String> {
    let Err(error) = serde_json::from_value::<T>(unknown) else { panic!("the unknown name is known") };
    let message = error.to_string();
    let (_, expected) = message.split_once("expected ").expect("serde says what it expects");
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The texts at this path in the samples.
fn texts(samples: &[Value], pointer: &str) -> BTreeSet<String> {
    samples.iter().filter_map(|sample| sample.pointer(pointer)?.as_str()).map(str::to_owned).collect()
}

#[test]
fn every_message_of_a_client_has_a_sample() {
    let samples = samples::<ClientMessage>("client", |message, text| {
        let written: Value = serde_json::from_str(&message.text()).expect("messages are JSON");
        assert_eq!(written, serde_json::from_str::<Value>(text).expect("a sample is JSON"));
    });
    assert_eq!(texts(&samples, "/type"), names::<ClientMessage>(json!({ "type": "?" })));
    assert_eq!(texts(&samples, "/io/mode"), names::<Io>(json!({ "mode": "?" })));
    for pointer in ["/resume", "/entry", "/files/0/content", "/files/1/base64"] {
        assert!(samples.iter().any(|sample| sample.pointer(pointer).is_some()), "no sample has {pointer}");
    }
}

#[test]
fn every_message_of_the_server_has_a_sample() {
    let samples = samples::<ServerMessage>("server", |message, text| {
        assert_eq!(ServerMessage::parse(text).as_ref(), Some(message), "{text}");
    });
    let of = |name: &str| -> Vec<Value> {
        samples.iter().filter(|sample| sample["type"] == name).cloned().collect()
    };
    assert_eq!(texts(&samples, "/type"), names::<ServerMessage>(json!({ "type": "?" })));
    assert_eq!(texts(&of("rejected"), "/reason"), names::<RejectReason>(json!("?")));
    assert_eq!(texts(&of("notice"), "/kind"), names::<NoticeKind>(json!("?")));

    let states = of("state");
    assert_eq!(texts(&states, "/state"), names::<RunState>(json!({ "state": "?" })));
    assert_eq!(texts(&states, "/phase"), names::<Phase>(json!("?")));
    assert_eq!(texts(&states, "/outcome/kind"), names::<Outcome>(json!({ "kind": "?" })));
    assert_eq!(texts(&states, "/reason"), names::<StopReason>(json!("?")));
    assert_eq!(texts(&states, "/clock"), names::<Clock>(json!("?")));
}

#[test]
fn the_names_are_those_of_the_enum() {
    let clocks = ["compile", "cpu", "idle", "wall"].map(str::to_owned);
    assert_eq!(names::<Clock>(json!("?")), BTreeSet::from(clocks));
    let modes = ["pipes", "terminal"].map(str::to_owned);
    assert_eq!(names::<Io>(json!({ "mode": "?" })), BTreeSet::from(modes));
}

/// The bytes of the hexadecimal samples of one direction.
fn frames(direction: &str) -> Vec<Vec<u8>> {
    let byte = |digits: &str| u8::from_str_radix(digits, 16).expect("a byte in hexadecimal");
    let blocks = blocks(&format!("hex {direction}"));
    blocks.iter().map(|(_, text)| text.split_whitespace().map(byte).collect()).collect()
}

#[test]
fn the_binary_samples_are_frames() {
    let output = frames("server");
    let frames_of_output = [
        OutputFrame { stream: Stream::Stdout, offset: 5, bytes: b"hi\r\n" },
        OutputFrame { stream: Stream::Stderr, offset: 9, bytes: b"no" },
    ];
    assert_eq!(output, frames_of_output.map(|frame| frame.encode()));
    assert_eq!(frames("client"), [InputFrame { offset: 17, bytes: b"hi\r" }.encode()]);
}
