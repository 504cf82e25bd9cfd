//! A program's terminal from outside.

use anyhow::{Context as _, Result, ensure};

use super::Bench;
use super::madang::Madang;
use super::ttyd::Ttyd;

/// How long a client may wait for what it has asked for.
pub(super) use crate::bench::client::SILENCE_MAX;

/// What a program's terminal prints and takes.
pub(super) trait Screen {
    /// What comes next; `None` once the program has ended and nothing more comes.
    fn read(&mut self) -> Result<Option<Vec<u8>>>;

    /// Says that all that was read is on the screen.
    fn shown(&mut self) -> Result<()>;

    /// Types.
    fn press(&mut self, keys: &[u8]) -> Result<()>;

    /// Whether the client knows that the program has ended, also where output still follows.
    fn is_over(&self) -> bool;
}

/// Who carries it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    Madang,
    Ttyd,
}

impl Bench {
    /// Those that can be measured here.
    pub(super) fn carriers(&self) -> Vec<Carrier> {
        let peer = self.ttyd.as_ref().map(|_| Carrier::Ttyd);
        [Carrier::Madang].into_iter().chain(peer).collect()
    }

    /// The cells of a table's head that name them.
    pub(super) fn names(&self) -> String {
        let name = |carrier: &Carrier| match carrier {
            Carrier::Madang => "Madang",
            Carrier::Ttyd => "ttyd docker run",
        };
        self.carriers().iter().map(name).collect::<Vec<_>>().join(" | ")
    }

    /// Starts a Python program.
    pub(super) fn start(&self, carrier: Carrier, source: &str) -> Result<Box<dyn Screen>> {
        Ok(match carrier {
            Carrier::Madang => Box::new(Madang::start(&self.madang.address, source)?),
            Carrier::Ttyd => {
                let ttyd = self.ttyd.as_ref().context("ttyd is not installed")?;
                Box::new(Ttyd::start(ttyd, &self.image, source)?)
            }
        })
    }
}

/// Reads until these words have come.
pub(super) fn wait_for(screen: &mut dyn Screen, words: &str) -> Result<()> {
    let mut text = Vec::new();
    while !text.windows(words.len()).any(|window| window == words.as_bytes()) {
        let bytes = screen.read()?.context("the program has ended early")?;
        screen.shown()?;
        text.extend(bytes);
        ensure!(text.len() < 1 << 20, "{words} does not come");
    }
    Ok(())
}
