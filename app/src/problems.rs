//! What went wrong in a run, as what it printed tells.

use protocol::{json_names, json_read};

/// One problem. All of it is text that a program printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The project's file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, where it was told.
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// How bad it is.
    pub severity: Severity,
}

json_read!(Problem { path, line, column, message, severity });

impl Problem {
    /// Where it is, as compilers write it.
    pub fn place(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It failed here.
    Error,
    /// It may be wrong.
    Warning,
    /// On the way to where it failed.
    Info,
}

json_names!(Severity { "error" => Error, "warning" => Warning, "info" => Info });

impl Severity {
    /// Its name, for the style sheet.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}
