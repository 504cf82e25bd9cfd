use proptest::prelude::*;
use protocol::{OutputFrame, Stream};

use super::{AckBeyondEnd, OVERSHOOT_BYTES_MAX, OutputRing, Overflow};

/// A ring with this capacity that granted all of it.
fn granted(capacity: u64) -> OutputRing {
    let mut ring = OutputRing::new(capacity);
    assert_eq!(ring.credit(capacity), capacity);
    ring
}

fn push(ring: &mut OutputRing, stream: Stream, bytes: &[u8]) {
    ring.push(stream, bytes).expect("there is credit");
}

/// Reads everything from an offset on.
fn read_all(ring: &OutputRing, from: u64) -> Vec<(Stream, u64, Vec<u8>)> {
    let mut frames = Vec::new();
    let mut from = from;
    while let Some(frame) = ring.read(from, usize::MAX) {
        from = frame.offset + frame.bytes.len() as u64;
        frames.push((frame.stream, frame.offset, frame.bytes.to_vec()));
    }
    frames
}

#[test]
fn an_empty_ring_has_nothing_to_read() {
    let ring = OutputRing::new(16);
    assert_eq!((ring.start(), ring.acked(), ring.end()), (0, 0, 0));
    assert_eq!(ring.read(0, 10), None);
}

#[test]
fn bytes_are_read_at_their_offset_and_as_many_as_wanted() {
    let mut ring = granted(16);
    push(&mut ring, Stream::Stdout, b"hello");
    let frame = |offset, bytes| Some(OutputFrame { stream: Stream::Stdout, offset, bytes });
    assert_eq!(ring.read(0, 2), frame(0, b"he"));
    assert_eq!(ring.read(2, 100), frame(2, b"llo"));
    assert_eq!(ring.read(5, 100), None);
    assert_eq!(ring.read(u64::MAX, 100), None);
    assert_eq!(ring.read(0, 0), None, "a frame without bytes would be sent for ever");
}

#[test]
fn pushes_to_one_stream_are_read_together() {
    let mut ring = granted(16);
    for byte in b"hello" {
        push(&mut ring, Stream::Stdout, &[*byte]);
    }
    assert_eq!(read_all(&ring, 0), [(Stream::Stdout, 0, b"hello".to_vec())]);
}

#[test]
fn the_streams_stay_apart_and_in_order() {
    let mut ring = granted(16);
    push(&mut ring, Stream::Stdout, b"out");
    push(&mut ring, Stream::Stderr, b"err");
    push(&mut ring, Stream::Stdout, b"!");
    let all = [
        (Stream::Stdout, 0, b"out".to_vec()),
        (Stream::Stderr, 3, b"err".to_vec()),
        (Stream::Stdout, 6, b"!".to_vec()),
    ];
    assert_eq!(read_all(&ring, 0), all);
    assert_eq!(read_all(&ring, 4)[0], (Stream::Stderr, 4, b"rr".to_vec()));
}

#[test]
fn acked_bytes_stay_while_there_is_room() {
    let mut ring = granted(8);
    push(&mut ring, Stream::Stdout, b"12345678");
    ring.ack(6).expect("the bytes exist");
    assert_eq!((ring.start(), ring.acked()), (0, 6));
    assert_eq!(read_all(&ring, 0), [(Stream::Stdout, 0, b"12345678".to_vec())]);
}

#[test]
fn the_oldest_acked_bytes_make_room() {
    let mut ring = granted(8);
    push(&mut ring, Stream::Stdout, b"12345678");
    ring.ack(6).expect("the bytes exist");
    push(&mut ring, Stream::Stdout, b"9a");
    assert_eq!(ring.start(), 2);
    let (stream, offset, _) = read_all(&ring, 0)[0];
    assert_eq!((stream, offset), (Stream::Stdout, 2), "who asks for what is gone gets what is left");
}

#[test]
fn bytes_that_are_not_acked_are_never_evicted() {
    let mut ring = granted(8);
    push(&mut ring, Stream::Stdout, b"12345678");
    ring.ack(1).expect("the bytes exist");
    push(&mut ring, Stream::Stdout, b"more than fits");
    assert_eq!((ring.start(), ring.end()), (1, 22));
    ring.ack(20).expect("the bytes exist");
    assert_eq!((ring.start(), ring.end()), (14, 22), "back within its capacity");
}

#[test]
fn what_is_evicted_leaves_nothing_behind() {
    let mut ring = granted(8);
    for _ in 0..1000 {
        push(&mut ring, Stream::Stdout, b"o");
        push(&mut ring, Stream::Stderr, b"e");
        ring.ack(ring.end()).expect("the bytes exist");
    }
    assert_eq!((ring.bytes.len(), ring.runs.len()), (8, 8));
}

#[test]
fn an_ack_that_is_behind_changes_nothing() {
    let mut ring = granted(8);
    push(&mut ring, Stream::Stdout, b"12345678");
    ring.ack(6).expect("the bytes exist");
    ring.ack(2).expect("it is only late");
    assert_eq!(ring.acked(), 6);
}

#[test]
fn an_ack_of_what_does_not_exist_is_refused() {
    let mut ring = granted(8);
    push(&mut ring, Stream::Stdout, b"1234");
    assert_eq!(ring.ack(5), Err(AckBeyondEnd { offset: 5, end: 4 }));
    assert_eq!(ring.acked(), 0);
}

#[test]
fn credit_follows_the_acks() {
    let mut ring = OutputRing::new(1000);
    assert_eq!(ring.credit(100), 100);
    assert_eq!(ring.credit(100), 0, "it is granted once");
    push(&mut ring, Stream::Stdout, &[0; 100]);
    assert_eq!(ring.credit(100), 0, "output alone earns none");
    ring.ack(30).expect("the bytes exist");
    assert_eq!(ring.grantable(100), 30);
    assert_eq!(ring.grantable(100), 30, "asking grants nothing");
    assert_eq!(ring.credit(100), 30);
    assert_eq!(ring.grantable(100), 0);
}

#[test]
fn another_window_counts_from_what_was_granted() {
    let mut ring = OutputRing::new(1000);
    assert_eq!(ring.credit(100), 100);
    assert_eq!(ring.credit(400), 300);
    assert_eq!(ring.credit(100), 0);
    assert_eq!(ring.credit(u64::MAX), 600, "never past the capacity");
}

#[test]
fn a_producer_may_overshoot_a_little() {
    let mut ring = OutputRing::new(1000);
    ring.credit(10);
    let bound = 10 + OVERSHOOT_BYTES_MAX;
    push(&mut ring, Stream::Stdout, &vec![0; bound as usize]);
    assert_eq!(ring.push(Stream::Stdout, b"x"), Err(Overflow { granted: 10, end: bound + 1 }));
    assert_eq!(ring.end(), bound);
}

/// What a ring is in the simplest words: every byte there ever was, and three offsets.
#[derive(Default)]
struct Model {
    bytes: Vec<(Stream, u8)>,
    start: u64,
    acked: u64,
    granted: u64,
}

impl Model {
    fn evict(&mut self, capacity: u64) {
        let start = (self.bytes.len() as u64).saturating_sub(capacity).min(self.acked);
        self.start = self.start.max(start);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Push(Stream, Vec<u8>),
    /// At this share of what is not acked, in 255ths.
    Ack(u8),
    Credit(u64),
}

fn steps() -> impl Strategy<Value = Step> {
    let stream = prop_oneof![Just(Stream::Stdout), Just(Stream::Stderr)];
    let bytes = proptest::collection::vec(any::<u8>(), 0..40);
    prop_oneof![
        4 => (stream, bytes).prop_map(|(stream, bytes)| Step::Push(stream, bytes)),
        2 => any::<u8>().prop_map(Step::Ack),
        1 => (0_u64..200).prop_map(Step::Credit),
    ]
}

proptest! {
    #[test]
    fn it_is_like_its_model(
        capacity in 1_u64..100,
        steps in proptest::collection::vec(steps(), 0..60),
        bytes_max in 1_usize..20,
    ) {
        let mut ring = OutputRing::new(capacity);
        let mut model = Model::default();
        for step in steps {
            match step {
                Step::Push(stream, bytes) => {
                    ring.push(stream, &bytes).expect("it is within the overshoot");
                    model.bytes.extend(bytes.iter().map(|byte| (stream, *byte)));
                }
                Step::Ack(share) => {
                    let behind = model.bytes.len() as u64 - model.acked;
                    model.acked += behind * u64::from(share) / 255;
                    ring.ack(model.acked).expect("the bytes exist");
                }
                Step::Credit(window) => {
                    let granted = model.granted.max(model.acked + window.min(capacity));
                    prop_assert_eq!(ring.credit(window), granted - model.granted);
                    model.granted = granted;
                }
            }
            model.evict(capacity);
            prop_assert_eq!(ring.start(), model.start);
            prop_assert_eq!(ring.acked(), model.acked);
            prop_assert_eq!(ring.end(), model.bytes.len() as u64);
        }

        let mut read = Vec::new();
        let mut from = 0;
        while let Some(frame) = ring.read(from, bytes_max) {
            prop_assert!(!frame.bytes.is_empty() && frame.bytes.len() <= bytes_max);
            prop_assert_eq!(frame.offset, from.max(model.start));
            read.extend(frame.bytes.iter().map(|byte| (frame.stream, *byte)));
            from = frame.offset + frame.bytes.len() as u64;
        }
        prop_assert_eq!(&read[..], &model.bytes[model.start as usize..]);
    }
}
