//! From what a client asks to what can be run: every check, with the reason in words.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use protocol::path::{self, PathError};
use protocol::program::FileContent;
use protocol::{Io, Limits, RunRequest, SourceFile};

use crate::runners::command::{CommandLines, command_lines};
use crate::runners::{Runner, Runners};
use crate::sandbox::PlainFile;

/// The most command-line arguments.
const ARGS_MAX: usize = 64;

/// The most bytes of command-line arguments together.
const ARGS_BYTES_MAX: usize = 16 * 1024;

/// How much of a client's own words a refusal repeats.
const QUOTE_CHARS_MAX: usize = 80;

/// The largest terminal, in cells a side.
const TERMINAL_CELLS_MAX: u16 = 1000;

/// Why a request cannot be met, in words for its author.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// No such language.
    #[error("there is no language {0:?} here")]
    Language(String),
    /// No files.
    #[error("there is no file to run")]
    NoFiles,
    /// Too many files.
    #[error("a program may have {max} files, this one has {count}")]
    FileCount {
        /// How many there are.
        count: usize,
        /// How many there may be.
        max: u32,
    },
    /// Too large.
    #[error("a program's files may have {max} bytes together, these have {bytes}")]
    SourceBytes {
        /// How many there are.
        bytes: u64,
        /// How many there may be.
        max: u64,
    },
    /// A path that leads elsewhere, or nowhere.
    #[error("{path:?} cannot be a file's name: {reason}")]
    Path {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: PathError,
    },
    /// Two files of one name.
    #[error("there are two files named {0:?}")]
    PathTwice(String),
    /// Not base64.
    #[error("the content of {0:?} is not base64")]
    Base64(String),
    /// The entry is not among the files.
    #[error("the file to start, {0:?}, is not among the program's files")]
    Entry(String),
    /// Arguments that no process can be given.
    #[error("the program's arguments cannot be used: {0}")]
    Args(&'static str),
    /// A terminal without cells, or one that is too large.
    #[error("a terminal has 1 to {TERMINAL_CELLS_MAX} columns and rows, not {cols} by {rows}")]
    TerminalSize {
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
}

/// A program that can be run: everything about it has been checked.
pub struct Program {
    /// Its language.
    pub runner: Arc<Runner>,
    /// Its files.
    pub files: Vec<PlainFile>,
    /// The command lines of its compiler and of itself.
    pub lines: CommandLines,
    /// What its standard streams are.
    pub io: Io,
}

impl Program {
    /// Checks a request against the languages and the limits.
    ///
    /// # Errors
    /// Where something about it cannot be run.
    pub fn new(request: &RunRequest, runners: &Runners, limits: &Limits) -> Result<Self, RequestError> {
        let runner = runners
            .get(&request.language)
            .cloned()
            .ok_or_else(|| RequestError::Language(quote(&request.language)))?;
        let files = files(request, limits)?;
        let entry = entry(request, &runner.runtime.entry)?;
        check_process(request)?;
        let paths = files.iter().map(|file| file.path.as_str());
        let lines = command_lines(&runner, paths, &entry, &request.args);
        Ok(Self { runner, files, lines, io: request.io })
    }
}

/// The files of a request, decoded and within bounds.
///
/// # Errors
/// Where a file is not what a program may have.
fn files(request: &RunRequest, limits: &Limits) -> Result<Vec<PlainFile>, RequestError> {
    if request.files.is_empty() {
        return Err(RequestError::NoFiles);
    }
    if request.files.len() > limits.files_max as usize {
        return Err(RequestError::FileCount { count: request.files.len(), max: limits.files_max });
    }
    let mut files = Vec::with_capacity(request.files.len());
    for file in &request.files {
        path::check(&file.path).map_err(|reason| RequestError::Path { path: quote(&file.path), reason })?;
        files.push(PlainFile { path: file.path.clone(), content: content(file)? });
    }
    let bytes = files.iter().map(|file| file.content.len() as u64).sum();
    if bytes > limits.source_bytes_max {
        return Err(RequestError::SourceBytes { bytes, max: limits.source_bytes_max });
    }
    check_distinct(&files)?;
    Ok(files)
}

/// The path of the file to start.
///
/// # Errors
/// Where the request names one that it does not have.
fn entry(request: &RunRequest, default: &str) -> Result<String, RequestError> {
    let entry = request.entry.as_deref().unwrap_or(default);
    if request.files.iter().any(|file| file.path == entry) {
        Ok(entry.to_owned())
    } else {
        Err(RequestError::Entry(quote(entry)))
    }
}

/// Checks the arguments and the terminal's size.
///
/// # Errors
/// Where no process can be given them.
fn check_process(request: &RunRequest) -> Result<(), RequestError> {
    if request.args.len() > ARGS_MAX || request.args.iter().map(String::len).sum::<usize>() > ARGS_BYTES_MAX {
        return Err(RequestError::Args("there are too many"));
    }
    if request.args.iter().any(|arg| arg.contains('\0')) {
        return Err(RequestError::Args("one holds a NUL character"));
    }
    if let Io::Terminal(size) = request.io
        && !is_terminal_size(size)
    {
        return Err(RequestError::TerminalSize { cols: size.cols, rows: size.rows });
    }
    Ok(())
}

/// Whether a terminal can have this size.
pub fn is_terminal_size(size: protocol::TerminalSize) -> bool {
    let cells = 1..=TERMINAL_CELLS_MAX;
    cells.contains(&size.cols) && cells.contains(&size.rows)
}

fn content(file: &SourceFile) -> Result<Vec<u8>, RequestError> {
    match &file.content {
        FileContent::Text(text) => Ok(text.as_bytes().to_vec()),
        FileContent::Base64(text) => BASE64.decode(text).map_err(|_| RequestError::Base64(file.path.clone())),
    }
}

/// A client's words as a refusal repeats them: the first of them, where there are many.
fn quote(words: &str) -> String {
    match words.char_indices().nth(QUOTE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

/// No two files share a path, and no file stands where another has a directory.
fn check_distinct(files: &[PlainFile]) -> Result<(), RequestError> {
    for (index, file) in files.iter().enumerate() {
        if files[index + 1..].iter().any(|other| path::clash(&file.path, &other.path)) {
            return Err(RequestError::PathTwice(file.path.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use protocol::TerminalSize;

    use super::*;

    const LIMITS: Limits = Limits {
        files_max: 3,
        source_bytes_max: 10,
        output_bytes_max: 0,
        output_window_bytes: 0,
        input_window_bytes: 0,
    };

    fn request(files: &[(&str, &str)]) -> RunRequest {
        RunRequest {
            language: "python".into(),
            files: files.iter().map(|(path, content)| SourceFile::text(*path, *content)).collect(),
            entry: None,
            args: vec![],
            io: Io::Terminal(TerminalSize { cols: 80, rows: 24 }),
        }
    }

    #[track_caller]
    fn check_refused(files_of: &[(&str, &str)], words: &str) {
        let error = files(&request(files_of), &LIMITS).expect_err("the files are refused");
        assert!(error.to_string().contains(words), "{error}");
    }

    #[test]
    fn row_30_paths_that_lead_out_are_refused() {
        for path in ["../x", "/etc/x", "a/../../b", "..", ".", "a//b", "a/", "", "a\0b", "a\nb"] {
            check_refused(&[(path, "")], "cannot be a file's name");
        }
        check_refused(&[(&"x".repeat(300), "")], "longer than 250 bytes");
    }

    #[test]
    fn row_30_odd_names_that_lead_nowhere_else_are_taken_as_they_are() {
        for path in ["-rf", "$(x)", "🙂.py", "안녕.py", "a b", "..x", "a/b/c.py", "*"] {
            let files = files(&request(&[(path, "")]), &LIMITS).expect("the name is taken");
            assert_eq!(files[0].path, path);
        }
    }

    #[test]
    fn row_29_limits_are_named() {
        check_refused(&[], "no file to run");
        check_refused(&[("a", ""), ("b", ""), ("c", ""), ("d", "")], "may have 3 files, this one has 4");
        check_refused(&[("a", "123456"), ("b", "123456")], "10 bytes together, these have 12");
        check_refused(&[("a", ""), ("a", "")], "two files named \"a\"");
        check_refused(&[("a", ""), ("a/b", "")], "two files named \"a\"");
    }

    #[test]
    fn a_refusal_repeats_only_the_first_of_many_words() {
        let long = "마".repeat(1_000_000);
        let refused = files(&request(&[(&long, "")]), &LIMITS).expect_err("the name is refused").to_string();
        assert!(refused.contains("마마…\"") && refused.contains("longer than 250 bytes"), "{refused:.400}");
        let refused = entry(&request(&[("a", "")]), &long).expect_err("there is no such file").to_string();
        assert!(refused.contains("마…\""), "{refused:.400}");
    }

    #[test]
    fn base64_content_is_decoded() {
        let mut request = request(&[]);
        let file = |text: &str| SourceFile { path: "x".into(), content: FileContent::Base64(text.into()) };
        request.files = vec![file("AP8=")];
        assert_eq!(files(&request, &LIMITS).expect("it is base64")[0].content, [0, 255]);
        request.files = vec![file("not base64")];
        assert_eq!(files(&request, &LIMITS), Err(RequestError::Base64("x".into())));
    }

    #[test]
    fn an_entry_that_is_not_there_is_refused() {
        let mut request = request(&[("main.py", "")]);
        assert_eq!(entry(&request, "main.py"), Ok("main.py".into()));
        request.entry = Some("other.py".into());
        assert_eq!(entry(&request, "main.py"), Err(RequestError::Entry("other.py".into())));
    }

    #[test]
    fn processes_that_cannot_be_are_refused() {
        let mut request = request(&[("main.py", "")]);
        assert_eq!(check_process(&request), Ok(()));
        request.args = vec!["a\0".into()];
        assert!(matches!(check_process(&request), Err(RequestError::Args(_))));
        request.args = vec![String::new(); 65];
        assert!(matches!(check_process(&request), Err(RequestError::Args(_))));
        request.args = vec![];
        request.io = Io::Terminal(TerminalSize { cols: 0, rows: 24 });
        assert!(matches!(check_process(&request), Err(RequestError::TerminalSize { .. })));
    }

    proptest! {
        #[test]
        fn a_path_that_is_taken_stays_below_its_directory(path in ".{0,40}") {
            if path::check(&path).is_ok() {
                let joined = std::path::Path::new("/base").join(&path);
                prop_assert!(joined.starts_with("/base"));
                prop_assert!(joined.components().all(|part| part != std::path::Component::ParentDir));
            }
        }
    }
}
