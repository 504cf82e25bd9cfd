//! What a visitor has set about the page. The browser keeps it, the server never hears of it.

/// The sizes that the font of editor and terminal may have, in pixels.
pub const FONT_SIZES: std::ops::RangeInclusive<u8> = 12..=20;

/// The settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own, on or off")]
pub struct Settings {
    /// Programs run in pipes, so that what they say on stderr can be told from the rest.
    pub pipes: bool,
    /// There is a line below the terminal that sends whole lines.
    pub input_line: bool,
    /// The terminal speaks to screen readers.
    pub screen_reader: bool,
    /// Editor and terminal lie one above the other, also where there is room side by side.
    pub rows: bool,
    /// The editor has the keys of vi.
    pub vim: bool,
    /// The size of the font of editor and terminal, where it is not the page's own.
    pub font_size: Option<u8>,
}

impl Settings {
    /// As they are kept: words, with those left out that are off.
    pub fn text(self) -> String {
        let flags = [
            (self.pipes, "pipes"),
            (self.input_line, "input-line"),
            (self.screen_reader, "screen-reader"),
            (self.rows, "rows"),
            (self.vim, "vim"),
        ];
        let mut words: Vec<String> =
            flags.into_iter().filter(|(on, _)| *on).map(|(_, word)| word.to_owned()).collect();
        words.extend(self.font_size.map(|size| size.to_string()));
        words.join(" ")
    }

    /// Reads them again; what is unknown, of a later version perhaps, is left out.
    pub fn parse(text: &str) -> Self {
        let mut settings = Self::default();
        for word in text.split(' ') {
            match word {
                "pipes" => settings.pipes = true,
                "input-line" => settings.input_line = true,
                "screen-reader" => settings.screen_reader = true,
                "rows" => settings.rows = true,
                "vim" => settings.vim = true,
                size => {
                    settings.font_size =
                        size.parse().ok().filter(|size| FONT_SIZES.contains(size)).or(settings.font_size);
                }
            }
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_were_kept() {
        let all = Settings {
            pipes: true,
            input_line: true,
            screen_reader: true,
            rows: true,
            vim: true,
            font_size: Some(16),
        };
        assert_eq!(all.text(), "pipes input-line screen-reader rows vim 16");
        for settings in [all, Settings::default(), Settings { font_size: None, ..all }] {
            assert_eq!(Settings::parse(&settings.text()), settings);
        }
    }

    #[test]
    fn nonsense_sets_nothing() {
        assert_eq!(Settings::parse("pipe 99 -1 x"), Settings::default());
    }
}
