//! What a person asks to run, and what the server offers to run it with.

use serde::{Deserialize, Serialize};

/// A program to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRequest {
    /// The runtime's `language`.
    pub language: String,
    /// The program's files.
    pub files: Vec<SourceFile>,
    /// The path of the file to start; the runtime's own `entry` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The program's command-line arguments.
    #[serde(default)]
    pub args: Vec<String>,
    /// What the program's standard streams are.
    pub io: Io,
}

/// One file of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Relative to the program's directory, with `/` between its parts.
    pub path: String,
    /// What the file holds.
    #[serde(flatten)]
    pub content: FileContent,
}

/// What a file holds: text, or any bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileContent {
    /// As it stands.
    #[serde(rename = "content")]
    Text(String),
    /// Bytes in the standard base64 alphabet, padded.
    #[serde(rename = "base64")]
    Base64(String),
}

impl SourceFile {
    /// A text file.
    pub fn text(path: impl Into<String>, content: impl Into<String>) -> Self {
        Self { path: path.into(), content: FileContent::Text(content.into()) }
    }
}

/// What a program's standard streams are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Io {
    /// A terminal of this size.
    Terminal(TerminalSize),
    /// Three pipes: standard output and standard error stay apart.
    Pipes,
}

/// A terminal's size in character cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalSize {
    /// Columns.
    pub cols: u16,
    /// Rows.
    pub rows: u16,
}

/// A language that the server runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runtime {
    /// Its key, as in [`RunRequest::language`].
    pub language: String,
    /// Its name for people.
    pub name: String,
    /// The version of the interpreter or compiler.
    pub version: String,
    /// The file that is started where a request names none.
    pub entry: String,
    /// The ending of its source files, without the dot.
    pub extension: String,
    /// A small program to start from.
    pub example: String,
    /// How what it prints tells where a program failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnostics: Option<Diagnostics>,
}

/// How lines of output tell where a program failed: regular expressions with named groups that browsers and Rust read
/// alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnostics {
    /// Lines that name a place: groups `file` and `line`, perhaps `column`; and where the line says all itself,
    /// `message` and perhaps `severity` (`error` or `warning`).
    pub location: Vec<String>,
    /// Lines that say what is wrong at the places beside them: a group `message`.
    pub message: Vec<String>,
    /// Which place of several is where it failed.
    pub innermost: Innermost,
}

/// Which place of a trace is where a program failed; the others are on the way there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Innermost {
    /// The first.
    First,
    /// The last.
    Last,
}

/// The server's bounds on a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The most files a program may have.
    pub files_max: u32,
    /// The most bytes its files may have together.
    pub source_bytes_max: u64,
    /// The most bytes a run may print.
    pub output_bytes_max: u64,
    /// The output bytes that are sent past the client's last ack.
    pub output_window_bytes: u64,
    /// The input bytes that a client may send past the last `stdin_ack`.
    pub input_window_bytes: u64,
}
