//! Two streams on one screen: standard error is set apart from standard output.

use protocol::Stream;

/// Red, and slanted for those who see no red. It ends as it began, so that a style of the other stream that
/// is still on stays on.
const STDERR: (&[u8], &[u8]) = (b"\x1b[3;31m", b"\x1b[23;39m");

/// The two streams of one run.
#[derive(Debug, Default)]
pub struct Streams {
    /// The first bytes of a character whose rest is still to come, of each stream. The terminal must not
    /// see them before, as the other stream may come between.
    partial: [Vec<u8>; 2],
}

impl Streams {
    /// What to write on the terminal for this output.
    pub fn show(&mut self, stream: Stream, bytes: &[u8]) -> Vec<u8> {
        let kept = &mut self.partial[usize::from(stream.code())];
        let mut text = std::mem::take(kept);
        text.extend_from_slice(bytes);
        *kept = text.split_off(text.len() - partial_bytes(&text));
        if stream == Stream::Stderr && !text.is_empty() {
            return [STDERR.0, &text, STDERR.1].concat();
        }
        text
    }

    /// What is left when nothing more comes.
    pub fn rest(&mut self) -> Vec<u8> {
        self.partial.iter_mut().flat_map(std::mem::take).collect()
    }
}

/// How many bytes at the end are the beginning of a character.
fn partial_bytes(bytes: &[u8]) -> usize {
    let lead = bytes.iter().rev().take(3).position(|byte| byte & 0xc0 != 0x80);
    let Some(after) = lead else { return 0 };
    let length = match bytes[bytes.len() - 1 - after] {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => 1,
    };
    if after + 1 < length { after + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_error_is_set_apart() {
        let mut streams = Streams::default();
        assert_eq!(streams.show(Stream::Stdout, b"out"), b"out");
        assert_eq!(streams.show(Stream::Stderr, b"err"), b"\x1b[3;31merr\x1b[23;39m");
    }

    #[test]
    fn a_character_in_two_parts_is_whole_although_the_other_stream_comes_between() {
        for character in ["é", "마", "🙂"] {
            for split in 1..character.len() {
                let (first, second) = character.as_bytes().split_at(split);
                let mut streams = Streams::default();
                let mut shown = streams.show(Stream::Stdout, first);
                shown.extend(streams.show(Stream::Stderr, b"!"));
                shown.extend(streams.show(Stream::Stdout, second));
                assert_eq!(String::from_utf8_lossy(&shown), format!("\x1b[3;31m!\x1b[23;39m{character}"));
                assert_eq!(streams.rest(), b"");
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_not_held_back_for_ever() {
        let mut streams = Streams::default();
        assert_eq!(streams.show(Stream::Stdout, b"\x80\x80\x80\x80\xff"), b"\x80\x80\x80\x80\xff");
        assert_eq!(streams.show(Stream::Stdout, b"a\xea"), b"a");
        assert_eq!(streams.rest(), b"\xea");
    }
}
