//! The examples of a language: folders of files beside its `runner.toml`, which says what they are called.

use std::collections::BTreeSet;

use app::backend::{Example, Translated};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protocol::program::FileContent;
use protocol::{Runtime, SourceFile, path};
use serde::Deserialize;

use super::folder::Folder;

/// Where all of them lie. Nothing in it is part of an image.
const FOLDER: &str = "examples/";

/// The most bytes of one example: it is sent in one answer with all others of its language.
const BYTES_MAX: usize = 64 * 1024;

/// One `[[examples]]` of a `runner.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleToml {
    key: String,
    /// Where its files are; without one it is the runner's example.
    folder: Option<String>,
    /// The file that is started; the runner's where absent.
    entry: Option<String>,
    title: Translated,
    about: Translated,
}

/// Takes the files of the examples out of a runner's folder: an image need not be made anew for them.
pub(super) fn split_off(folder: &mut Folder) -> Folder {
    let (examples, rest) =
        std::mem::take(&mut folder.files).into_iter().partition(|(path, _)| path.starts_with(FOLDER));
    folder.files = rest;
    Folder { name: folder.name.clone(), files: examples }
}

/// Reads the examples. What is wrong is told in words that follow the name of the `runner.toml`.
pub(super) fn load(
    list: Vec<ExampleToml>,
    files: &Folder,
    runtime: &Runtime,
) -> Result<Vec<Example>, String> {
    let mut keys = BTreeSet::new();
    let mut used = BTreeSet::new();
    let mut examples = Vec::new();
    for example in list {
        let key = example.key.clone();
        if key.is_empty()
            || !key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        {
            return Err(format!("examples: the key {key:?} must be small letters, digits and -"));
        }
        let example =
            read(example, files, runtime, &mut used).map_err(|reason| format!("example {key}: {reason}"))?;
        if !keys.insert(key.clone()) {
            return Err(format!("example {key}: there are two of that key"));
        }
        examples.push(example);
    }
    if let Some(unused) = files.files.keys().find(|path| !used.contains(path.as_str())) {
        return Err(format!("{unused} is in no example"));
    }
    Ok(examples)
}

fn read<'a>(
    toml: ExampleToml,
    all: &'a Folder,
    runtime: &Runtime,
    used: &mut BTreeSet<&'a str>,
) -> Result<Example, String> {
    for (what, words) in [("title", &toml.title), ("about", &toml.about)] {
        if words.en.trim().is_empty() || words.ko.trim().is_empty() {
            return Err(format!("{what} must have words in every language"));
        }
    }
    let entry = toml.entry.unwrap_or_else(|| runtime.entry.clone());
    let mut files = Vec::new();
    if let Some(folder) = toml.folder {
        let prefix = format!("{folder}/");
        if !folder.starts_with(FOLDER) || path::check(&folder).is_err() {
            return Err(format!("folder must be a folder in {FOLDER}, not {folder:?}"));
        }
        let mut bytes = 0;
        for (full, content) in &all.files {
            let Some(path) = full.strip_prefix(&prefix) else { continue };
            path::check(path).map_err(|error| format!("no program can have a file {path:?}: {error}"))?;
            bytes += content.len();
            used.insert(full);
            files.push(SourceFile { path: path.to_owned(), content: content_of(content) });
        }
        if bytes > BYTES_MAX {
            return Err(format!("its files have more than {BYTES_MAX} bytes"));
        }
    } else {
        files.push(SourceFile::text(&runtime.entry, &runtime.example));
    }
    // What is started is opened first.
    files.sort_by_key(|file| file.path != entry);
    if files.first().is_none_or(|file| file.path != entry) {
        return Err(format!("there is no {entry} to start"));
    }
    Ok(Example { key: toml.key, title: toml.title, about: toml.about, entry, files })
}

fn content_of(bytes: &[u8]) -> FileContent {
    match str::from_utf8(bytes) {
        Ok(text) => FileContent::Text(text.to_owned()),
        Err(_) => FileContent::Base64(STANDARD.encode(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLES: &str = "title = { en = 'A', ko = '가' }\nabout = { en = 'B', ko = '나' }";

    #[derive(Deserialize)]
    struct Tables {
        examples: Vec<ExampleToml>,
    }

    fn runtime() -> Runtime {
        Runtime {
            language: "bash".into(),
            name: "Bash".into(),
            version: String::new(),
            entry: "main.sh".into(),
            extension: "sh".into(),
            example: "echo hello".into(),
            diagnostics: None,
        }
    }

    fn load_with(tables: &str, files: &[(&str, &[u8])]) -> Result<Vec<Example>, String> {
        let files = files.iter().map(|(path, content)| ((*path).to_owned(), content.to_vec())).collect();
        let folder = Folder { name: "bash".into(), files };
        let tables: Tables = toml::from_str(tables).map_err(|error| error.to_string())?;
        load(tables.examples, &folder, &runtime())
    }

    fn one(keys: &str, files: &[(&str, &[u8])]) -> Result<Vec<Example>, String> {
        load_with(&format!("[[examples]]\nkey = 'one'\n{TITLES}\n{keys}"), files)
    }

    fn reason(keys: &str, files: &[(&str, &[u8])]) -> String {
        one(keys, files).expect_err("something is wrong")
    }

    #[test]
    fn an_example_is_a_folder_whose_entry_comes_first() {
        let files: [(&str, &[u8]); 3] = [
            ("examples/one/data.bin", &[0xff]),
            ("examples/one/lib/a.sh", b"true"),
            ("examples/one/main.sh", b"echo 1"),
        ];
        let examples = one("folder = 'examples/one'", &files).expect("it is whole");
        let paths: Vec<_> = examples[0].files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["main.sh", "data.bin", "lib/a.sh"]);
        assert_eq!(examples[0].files[1].content, FileContent::Base64("/w==".into()));
        assert_eq!((examples[0].title.ko.as_str(), examples[0].entry.as_str()), ("가", "main.sh"));
    }

    #[test]
    fn without_a_folder_it_is_the_program_of_the_first_page() {
        let examples = one("", &[]).expect("it is whole");
        assert_eq!(examples[0].files, [SourceFile::text("main.sh", "echo hello")]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let main: (&str, &[u8]) = ("examples/one/main.sh", b"");
        assert_eq!(reason("folder = 'examples/one'", &[]), "example one: there is no main.sh to start");
        assert_eq!(
            reason("folder = 'examples/one'\nentry = 'other.sh'", &[main]),
            "example one: there is no other.sh to start"
        );
        for folder in ["one", "examples/../one", "/examples/one", "examples/"] {
            let text = reason(&format!("folder = '{folder}'"), &[main]);
            assert!(text.contains("folder must be a folder in examples/"), "{text}");
        }
        assert_eq!(
            reason("folder = 'examples/one'", &[main, ("examples/one/a\nb", b"")]),
            "example one: no program can have a file \"a\\nb\": it holds a control character"
        );
        assert_eq!(reason("", &[main]), "examples/one/main.sh is in no example");
        let big = vec![b'x'; BYTES_MAX + 1];
        let text = reason("folder = 'examples/one'", &[("examples/one/main.sh", &big)]);
        assert_eq!(text, "example one: its files have more than 65536 bytes");
    }

    #[test]
    fn titles_are_there_in_every_language_and_keys_once() {
        let tables =
            |title: &str| format!("[[examples]]\nkey = 'one'\n{title}\nabout = {{ en = 'B', ko = 'C' }}");
        let text = load_with(&tables("title = { en = 'A' }"), &[]).expect_err("there is no Korean");
        assert!(text.contains("missing field `ko`"), "{text}");
        let text = load_with(&tables("title = { en = 'A', ko = ' ' }"), &[]).expect_err("it is blank");
        assert_eq!(text, "example one: title must have words in every language");
        let example = format!("[[examples]]\nkey = 'one'\n{TITLES}\n");
        let text = load_with(&example.repeat(2), &[]).expect_err("there are two");
        assert_eq!(text, "example one: there are two of that key");
        let text = load_with(&example.replace("'one'", "'One'"), &[]).expect_err("it is no key");
        assert!(text.contains("the key \"One\" must be"), "{text}");
    }

    #[test]
    fn no_image_is_made_of_them() {
        let mut folder = Folder::default();
        for path in ["Dockerfile", "examples/one/main.sh", "examples.txt"] {
            folder.files.insert(path.into(), Vec::new());
        }
        let examples = split_off(&mut folder);
        assert_eq!(folder.files.keys().collect::<Vec<_>>(), ["Dockerfile", "examples.txt"]);
        assert_eq!(examples.files.keys().collect::<Vec<_>>(), ["examples/one/main.sh"]);
    }
}
