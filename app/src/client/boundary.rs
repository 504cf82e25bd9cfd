//! Where output can be cut so that a new terminal can go on from there: not within a character, nor within
//! an escape sequence.
//!
//! What a terminal has of an unfinished one does not show yet, and is not part of a screen that is
//! kept. So a page that was reloaded asks for output from the last such place.

/// An unfinished sequence that is longer than this is taken for finished: no sequence that matters is, and
/// what was shown already must not come again.
const SEQUENCE_BYTES_MAX: u64 = 4096;

/// Follows output byte by byte.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Boundary {
    state: State,
    offset: u64,
    clean: u64,
}

/// After Paul Williams's parser of DEC sequences (<https://vt100.net/emu/dec_ansi_parser>), as far as it tells where a
/// sequence ends, behind a decoder of UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// Within a character, of which so many bytes are to come.
    Character(u8),
    Escape,
    Control,
    /// Within a string that only ST ends, or BEL as well.
    Text {
        bell_ends: bool,
    },
}

impl Boundary {
    /// Begins at an offset that is such a place.
    pub(super) fn at(offset: u64) -> Self {
        Self { state: State::Ground, offset, clean: offset }
    }

    /// The output goes on with these bytes.
    pub(super) fn follow(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.state = self.state.after(*byte);
            self.offset += 1;
            if self.state == State::Ground {
                self.clean = self.offset;
            }
        }
        if self.offset - self.clean > SEQUENCE_BYTES_MAX {
            self.clean = self.offset;
        }
    }

    /// The last place so far.
    pub(super) fn clean(&self) -> u64 {
        self.clean
    }
}

impl State {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (_, 0x1b) => Self::Escape,
            (Self::Escape, b'[') => Self::Control,
            (Self::Escape, b']') => Self::Text { bell_ends: true },
            (Self::Escape, b'P' | b'X' | b'^' | b'_') => Self::Text { bell_ends: false },
            (Self::Character(left), 0x80..=0xbf) if left > 1 => Self::Character(left - 1),
            // CAN and SUB break off whatever there is.
            (_, 0x18 | 0x1a)
            | (Self::Character(_), 0x80..=0xbf)
            | (Self::Escape, 0x30..=0x7e)
            | (Self::Control, 0x40..=0x7e)
            | (Self::Text { bell_ends: true }, 0x07) => Self::Ground,
            (Self::Ground | Self::Character(_), _) => match byte {
                0xc2..=0xdf => Self::Character(1),
                0xe0..=0xef => Self::Character(2),
                0xf0..=0xf4 => Self::Character(3),
                _ => Self::Ground,
            },
            (state, _) => state,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(output: &[u8], clean: u64) {
        let mut whole = Boundary::default();
        whole.follow(output);
        assert_eq!(whole.clean(), clean, "{:?}", String::from_utf8_lossy(output));
        let mut parts = Boundary::default();
        for byte in output {
            parts.follow(&[*byte]);
        }
        assert_eq!(parts.clean(), clean, "however it is cut");
    }

    #[test]
    fn plain_text_can_be_cut_anywhere() {
        check(b"", 0);
        check(b"abc\r\n", 5);
    }

    #[test]
    fn a_character_is_not_cut() {
        check("가".as_bytes(), 3);
        check(&"가".as_bytes()[..2], 0);
        check(&"a😀".as_bytes()[..4], 1);
        check(b"\xe0a", 2);
        check(b"\xff\x80", 2);
    }

    #[test]
    fn a_sequence_is_not_cut() {
        check(b"a\x1b", 1);
        check(b"a\x1b[1;3", 1);
        check(b"a\x1b[1;31m", 8);
        check(b"a\x1b(", 1);
        check(b"a\x1b(B", 4);
        check(b"\x1b]0;title", 0);
        check(b"\x1b]0;title\x07", 10);
        check(b"\x1b]0;title\x1b", 0);
        check(b"\x1b]0;title\x1b\\", 11);
        check(b"\x1bPq\x07", 0);
        check(b"\x1bPq\x07\x1b\\x", 7);
        check(b"\x1b[12\x18", 5);
    }

    #[test]
    fn a_sequence_without_end_does_not_hold_the_place_for_ever() {
        let mut output = b"\x1b]".to_vec();
        output.resize(SEQUENCE_BYTES_MAX as usize + 10, b'x');
        let mut boundary = Boundary::default();
        boundary.follow(&output);
        assert_eq!(boundary.clean(), output.len() as u64);
    }

    #[test]
    fn it_can_begin_later() {
        let mut boundary = Boundary::at(100);
        boundary.follow(b"ab\x1b");
        assert_eq!(boundary.clean(), 102);
    }
}
