//! What a file of a program may be called. The server refuses other names; a client that asks here first can say so
//! before anything is sent.

use std::fmt;

/// The longest a path may be, in bytes.
pub const PATH_BYTES_MAX: usize = 250;

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// It is empty.
    Empty,
    /// It is longer than [`PATH_BYTES_MAX`].
    TooLong,
    /// It holds a character that cannot be seen: a line's end, NUL and the like.
    ControlCharacter,
    /// It starts at the root.
    Absolute,
    /// There is nothing between two of its `/`, or after the last.
    UnnamedDirectory,
    /// It has a part `.` or `..`.
    Outside,
}

impl fmt::Display for PathError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "it is empty",
            Self::TooLong => "it is longer than 250 bytes",
            Self::ControlCharacter => "it holds a control character",
            Self::Absolute => "it does not start in the program's own directory",
            Self::UnnamedDirectory => "one of its directories has no name",
            Self::Outside => "it leads out of the program's own directory",
        })
    }
}

impl std::error::Error for PathError {}

/// Checks that a path stays below the program's directory, whatever it holds: it is refused, not repaired.
pub fn check(path: &str) -> Result<(), PathError> {
    if path.is_empty() {
        return Err(PathError::Empty);
    }
    if path.len() > PATH_BYTES_MAX {
        return Err(PathError::TooLong);
    }
    if path.chars().any(char::is_control) {
        return Err(PathError::ControlCharacter);
    }
    if path.starts_with('/') {
        return Err(PathError::Absolute);
    }
    for part in path.split('/') {
        match part {
            "" => return Err(PathError::UnnamedDirectory),
            "." | ".." => return Err(PathError::Outside),
            _ => {}
        }
    }
    Ok(())
}

/// Whether two files cannot be in one program: their paths are the same, or one would lie in the other.
pub fn clash(one: &str, other: &str) -> bool {
    let is_below =
        |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    one == other || is_below(one, other) || is_below(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_the_programs_directory() {
        for path in ["main.py", "a/b/c.txt", "-rf", "$(x)", "한글.py", "😀", "..a", "a b"] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
        for (path, error) in [
            ("", PathError::Empty),
            ("/etc/x", PathError::Absolute),
            ("../x", PathError::Outside),
            ("a/../../b", PathError::Outside),
            ("./x", PathError::Outside),
            ("a//b", PathError::UnnamedDirectory),
            ("a/", PathError::UnnamedDirectory),
            ("a\0b", PathError::ControlCharacter),
            ("a\nb", PathError::ControlCharacter),
        ] {
            assert_eq!(check(path), Err(error), "{path:?}");
        }
        assert_eq!(check(&"x".repeat(PATH_BYTES_MAX)), Ok(()));
        assert_eq!(check(&"x".repeat(PATH_BYTES_MAX + 1)), Err(PathError::TooLong));
    }

    #[test]
    fn no_file_stands_where_another_has_a_directory() {
        assert!(clash("a", "a"));
        assert!(clash("a", "a/b"));
        assert!(clash("a/b", "a"));
        assert!(!clash("a", "ab"));
        assert!(!clash("a/b", "a/c"));
    }
}
