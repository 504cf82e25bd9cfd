//! THIRD-PARTY.md: what others wrote and Madang ships, with its licenses.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, ensure};

use crate::process::{command, heading, output, root};
use crate::tools::WASM_TARGET;

/// The document.
const FILE: &str = "THIRD-PARTY.md";

/// Everything above the table; the table is made anew.
const TABLE_HEAD: &str = "| crate | version | license |\n|---|---|---|\n";

/// What is shipped: the server, the front end inside it, and the launcher inside that.
const SHIPPED: [&[&str]; 3] = [
    &["--package", "server"],
    &["--package", "frontend", "--features", "hydrate", "--target", WASM_TARGET],
    &["--package", "madang-launcher"],
];

/// Writes the table of crates anew.
pub(crate) fn write() -> Result<()> {
    heading(FILE);
    fs::write(root().join(FILE), document()?)?;
    Ok(())
}

/// Fails where the table is not that of Cargo.lock.
pub(crate) fn check() -> Result<()> {
    heading(FILE);
    let current = fs::read_to_string(root().join(FILE))?;
    ensure!(current == document()?, "{FILE} is out of date: `cargo xtask notices` makes it anew");
    Ok(())
}

/// The document as it should be: its words as they stand, and the table anew.
fn document() -> Result<String> {
    let current = fs::read_to_string(root().join(FILE))?;
    let (words, _) =
        current.split_once(TABLE_HEAD).with_context(|| format!("{FILE} has no table of crates"))?;
    let mut crates = BTreeMap::new();
    for words in SHIPPED {
        let mut tree =
            command(["cargo", "tree", "--locked", "--edges", "normal,no-proc-macro", "--prefix", "none"]);
        tree.args(["--format", "{p}|{l}"]).args(words);
        let list = output(&mut tree).context("cargo does not list the dependencies")?;
        crates.extend(list.lines().filter_map(entry));
    }
    let mut document = format!("{words}{TABLE_HEAD}");
    for ((name, version), license) in crates {
        writeln!(document, "| {name} | {version} | {license} |")?;
    }
    Ok(document)
}

/// Name, version and license of a crate; nothing for those of this workspace.
fn entry(line: &str) -> Option<((String, String), String)> {
    let (package, license) = line.split_once('|')?;
    let mut words = package.split_whitespace();
    let (name, version) = (words.next()?, words.next()?.trim_start_matches('v'));
    let ours = words.next().is_some_and(|place| place.starts_with("(/"));
    // cargo marks what it has listed before.
    let license = license.trim_end_matches(" (*)").trim();
    (!ours).then(|| ((name.to_owned(), version.to_owned()), license.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_of_others_are_listed_once_and_ours_are_not() {
        let expected = (("libc".to_owned(), "0.2.177".to_owned()), "MIT OR Apache-2.0".to_owned());
        assert_eq!(entry("libc v0.2.177|MIT OR Apache-2.0").as_ref(), Some(&expected));
        assert_eq!(entry("libc v0.2.177|MIT OR Apache-2.0 (*)").as_ref(), Some(&expected));

        assert_eq!(entry("app v0.1.0 (/somewhere/app)|MIT OR Apache-2.0"), None);
    }
}
