//! The style sheet: one file made of those that it imports, as cargo-leptos makes it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The text of a style sheet with its imports in their places.
pub(crate) fn bundle(file: &Path) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut bundle = String::with_capacity(text.len());
    for line in text.lines() {
        if let Some(import) = import(line) {
            bundle.push_str(&self::bundle(&file.with_file_name(import))?);
        } else {
            bundle.push_str(line);
            bundle.push('\n');
        }
    }
    Ok(bundle)
}

/// The file that a line imports; imports of other origins or for some media stay as they are.
fn import(line: &str) -> Option<&str> {
    let file = line.trim().strip_prefix("@import \"")?.strip_suffix("\";")?;
    (!file.contains("://")).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::root;

    #[test]
    fn trunk_is_given_the_same_files_in_the_same_order() {
        let main = fs::read_to_string(root().join("style/main.css")).unwrap();
        let sheets = main.lines().filter_map(import).map(|file| match file.strip_prefix("../") {
            Some(outside) => outside.to_owned(),
            None => format!("style/{file}"),
        });
        let page = fs::read_to_string(root().join("index.html")).unwrap();
        let linked =
            page.lines().filter_map(|line| line.trim().strip_prefix(r#"<link data-trunk rel="css" href=""#));
        let linked = linked.filter_map(|rest| rest.strip_suffix(r#"" />"#));
        assert_eq!(linked.collect::<Vec<_>>(), sheets.collect::<Vec<_>>());
    }

    #[test]
    fn imports_are_put_in_their_places() {
        let folder = std::env::temp_dir().join(format!("madang-xtask-style-{}", std::process::id()));
        fs::create_dir_all(folder.join("vendor")).unwrap();
        fs::write(folder.join("main.css"), "@import \"vendor/one.css\";\n@import url(x) print;\nb {}\n")
            .unwrap();
        fs::write(folder.join("vendor/one.css"), "@import \"two.css\";\n").unwrap();
        fs::write(folder.join("vendor/two.css"), "a {}").unwrap();
        assert_eq!(bundle(&folder.join("main.css")).unwrap(), "a {}\n@import url(x) print;\nb {}\n");
        fs::remove_file(folder.join("vendor/two.css")).unwrap();
        assert!(bundle(&folder.join("main.css")).is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
