//! What is measured in each language, and how one runs it by hand.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A language, and how one runs it by hand.
pub(super) struct Peer {
    pub(super) language: &'static str,
    pub(super) repository: &'static str,
    pub(super) path: &'static str,
    pub(super) source: &'static str,
    pub(super) shell: &'static str,
}

pub(super) const PEERS: [Peer; 3] = [
    Peer {
        language: "python",
        repository: "madang/python-runner",
        path: "main.py",
        source: "print('hello')\n",
        shell: "exec python3 -u main.py",
    },
    Peer {
        language: "javascript",
        repository: "madang/node-runner",
        path: "main.js",
        source: "console.log('hello');\n",
        shell: "exec node main.js",
    },
    Peer {
        language: "java",
        repository: "madang/java-runner",
        path: "Main.java",
        source: "public class Main { public static void main(String[] a) { System.out.println(\"hello\"); } }\n",
        shell: "javac -d /tmp Main.java && exec java -cp /tmp Main",
    },
];

impl Peer {
    /// The image among those that `madang images list` names.
    pub(super) fn image<'a>(&self, images: &'a str) -> Result<&'a str> {
        let tagged = format!("{}:", self.repository);
        let mut words = images.split_whitespace();
        words.find(|word| word.starts_with(&tagged)).with_context(|| format!("{tagged} is not listed"))
    }

    /// Puts the program into a directory of its own.
    pub(super) fn write(&self, programs: &Path) -> Result<PathBuf> {
        let folder = programs.join(self.language);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(self.path), self.source)?;
        Ok(folder)
    }
}
