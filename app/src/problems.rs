//! What went wrong in a run, as what it printed tells.

use serde::{Deserialize, Serialize};

/// One problem. All of it is text that a program printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The project's file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, where it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// How bad it is.
    pub severity: Severity,
}

impl Problem {
    /// Where it is, as compilers write it.
    pub fn place(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It failed here.
    Error,
    /// It may be wrong.
    Warning,
    /// On the way to where it failed.
    Info,
}

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
