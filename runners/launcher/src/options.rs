//! The command line, which the image's entry point and the server make together.

use std::error::Error;
use std::ffi::OsString;
use std::fmt;

/// What the launcher is told when its container is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// The user, and group, that the launcher becomes.
    pub(crate) launcher_uid: u32,
    /// The user, and group, that compiler and program run as.
    pub(crate) program_uid: u32,
}

/// A command line that is not the launcher's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OptionsError {
    /// Something other than the two options, or one of them without a number.
    Usage,
    /// One of the users is root, or both are the same.
    Users,
}

impl fmt::Display for OptionsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Usage => "usage: madang-launcher --launcher-uid A --program-uid B",
            Self::Users => "launcher and program must be two users, neither of them root",
        })
    }
}

impl Error for OptionsError {}

impl Options {
    /// Reads the arguments after the program's name.
    pub(crate) fn from_args(args: impl Iterator<Item = OsString>) -> Result<Self, OptionsError> {
        let mut launcher_uid = None;
        let mut program_uid = None;
        let mut args = args;
        while let Some(name) = args.next() {
            let value = args.next().and_then(|value| value.to_str()?.parse::<u32>().ok());
            let option = match name.to_str() {
                Some("--launcher-uid") => &mut launcher_uid,
                Some("--program-uid") => &mut program_uid,
                _ => return Err(OptionsError::Usage),
            };
            *option = Some(value.ok_or(OptionsError::Usage)?);
        }
        let (Some(launcher_uid), Some(program_uid)) = (launcher_uid, program_uid) else {
            return Err(OptionsError::Usage);
        };
        // The largest number means "leave it as it is" to the kernel.
        let is_user = |uid| uid != 0 && uid != u32::MAX;
        if !is_user(launcher_uid) || !is_user(program_uid) || launcher_uid == program_uid {
            return Err(OptionsError::Users);
        }
        Ok(Self { launcher_uid, program_uid })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, OptionsError> {
        Options::from_args(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn reads_both_users_in_any_order() {
        let expected = Ok(Options { launcher_uid: 70_001, program_uid: 70_002 });
        assert_eq!(parse("--launcher-uid 70001 --program-uid 70002"), expected);
        assert_eq!(parse("--program-uid 70002 --launcher-uid 70001"), expected);
    }

    #[test]
    fn refuses_anything_else() {
        for line in
            ["", "--launcher-uid 1", "--launcher-uid 1 --program-uid", "--launcher-uid x --program-uid 2"]
        {
            assert_eq!(parse(line), Err(OptionsError::Usage), "{line}");
        }
        assert_eq!(parse("--launcher-uid 1 --program-uid 2 --shell 3"), Err(OptionsError::Usage));
    }

    #[test]
    fn refuses_root_and_one_user_for_both() {
        for (launcher, program) in [("0", "1"), ("1", "0"), ("7", "7"), ("7", "4294967295")] {
            let line = format!("--launcher-uid {launcher} --program-uid {program}");
            assert_eq!(parse(&line), Err(OptionsError::Users), "{line}");
        }
    }
}
