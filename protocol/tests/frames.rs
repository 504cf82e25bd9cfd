//! The binary frames, byte by byte, and what happens to bytes that are none.

use madang_protocol::{ClientMessage, InputFrame, OutputFrame, ServerMessage, Stream};
use proptest::prelude::*;

fn streams() -> impl Strategy<Value = Stream> {
    prop_oneof![Just(Stream::Stdout), Just(Stream::Stderr)]
}

#[test]
fn input_is_an_offset_and_bytes() {
    let frame = InputFrame { offset: 0x0102_0304_0506_0708, bytes: b"hi" };
    let encoded = [8, 7, 6, 5, 4, 3, 2, 1, b'h', b'i'];
    assert_eq!(frame.encode(), encoded);
    assert_eq!(InputFrame::decode(&encoded), Some(frame));
}

#[test]
fn output_is_a_stream_an_offset_and_bytes() {
    let frame = OutputFrame { stream: Stream::Stderr, offset: 0x0102_0304_0506_0708, bytes: &[0, 255] };
    let encoded = [1, 8, 7, 6, 5, 4, 3, 2, 1, 0, 255];
    assert_eq!(frame.encode(), encoded);
    assert_eq!(OutputFrame::decode(&encoded), Some(frame));
}

#[test]
fn a_frame_may_have_no_bytes() {
    let input = InputFrame { offset: 3, bytes: &[] };
    assert_eq!(InputFrame::decode(&input.encode()), Some(input));
    let output = OutputFrame { stream: Stream::Stdout, offset: 3, bytes: &[] };
    assert_eq!(OutputFrame::decode(&output.encode()), Some(output));
}

#[test]
fn a_frame_without_its_header_is_none() {
    for length in 0..InputFrame::HEADER_BYTES {
        assert_eq!(InputFrame::decode(&vec![0; length]), None);
    }
    for length in 0..OutputFrame::HEADER_BYTES {
        assert_eq!(OutputFrame::decode(&vec![0; length]), None);
    }
}

#[test]
fn an_unknown_stream_is_none() {
    for stream in 2..=255 {
        assert_eq!(OutputFrame::decode(&[stream, 0, 0, 0, 0, 0, 0, 0, 0, b'x']), None);
    }
}

/// A JSON object with these fields.
fn object(fields: &[(String, String)]) -> String {
    let fields: Vec<_> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

/// Something like a message, so that decoding gets further than the first brace.
fn almost_messages() -> impl Strategy<Value = String> {
    let keys = "type|state|offset|session|files|path|content|base64|io|mode|cols|outcome|kind|usage|later";
    let text =
        "hello|run|ack|resize|stop|state|welcome|resumed|READY|FINISHED|exited|main\\.py|terminal|pipes";
    let leaf = prop_oneof![
        text.prop_map(|text| format!("\"{text}\"")),
        any::<u16>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        Just("null".to_owned()),
        Just("\"01890a5d-ac96-774b-bcce-b302099a8057\"".to_owned()),
    ];
    let fields = move |value| proptest::collection::vec((keys, value), 0..8);
    let value = leaf.prop_recursive(3, 32, 8, move |inner| {
        prop_oneof![
            3 => fields(inner.clone().boxed()).prop_map(|fields| object(&fields)),
            1 => proptest::collection::vec(inner, 0..4).prop_map(|values| format!("[{}]", values.join(","))),
        ]
    });
    (text, fields(value.boxed())).prop_map(|(name, mut fields)| {
        fields.retain(|(key, _)| key != "type");
        fields.push(("type".to_owned(), format!("\"{name}\"")));
        object(&fields)
    })
}

proptest! {
    #[test]
    fn input_survives(offset: u64, bytes: Vec<u8>) {
        let frame = InputFrame { offset, bytes: &bytes };
        let encoded = frame.encode();
        prop_assert_eq!(InputFrame::decode(&encoded), Some(frame));
    }

    #[test]
    fn output_survives(stream in streams(), offset: u64, bytes: Vec<u8>) {
        let frame = OutputFrame { stream, offset, bytes: &bytes };
        let encoded = frame.encode();
        prop_assert_eq!(OutputFrame::decode(&encoded), Some(frame));
    }

    #[test]
    fn any_bytes_are_a_frame_or_none(bytes: Vec<u8>) {
        if let Some(frame) = InputFrame::decode(&bytes) {
            prop_assert_eq!(frame.encode(), &bytes[..]);
        }
        if let Some(frame) = OutputFrame::decode(&bytes) {
            prop_assert_eq!(frame.encode(), &bytes[..]);
        }
    }

    #[test]
    fn any_text_is_a_message_or_an_error(text in prop_oneof![any::<String>(), almost_messages()]) {
        // What can be read can be written, and reads the same again.
        if let Ok(message) = serde_json::from_str::<ClientMessage>(&text) {
            let written = serde_json::to_string(&message).expect("messages are JSON");
            prop_assert_eq!(serde_json::from_str::<ClientMessage>(&written).ok(), Some(message));
        }
        if let Ok(message) = serde_json::from_str::<ServerMessage>(&text) {
            let written = serde_json::to_string(&message).expect("messages are JSON");
            prop_assert_eq!(serde_json::from_str::<ServerMessage>(&written).ok(), Some(message));
        }
    }
}
