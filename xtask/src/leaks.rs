//! Nothing is left behind: no container and no directory of any session that the tests ran.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::process::{heading, poll_until};
use crate::{docker, e2e};

/// How long the last containers may take to go.
const DEADLINE: Duration = Duration::from_secs(5);

/// The servers whose containers were there before the tests: none of the tests' business.
pub(crate) struct Before(BTreeSet<String>);

impl Before {
    /// Looks at the engine, if there is one yet.
    pub(crate) fn look() -> Self {
        Self(docker::containers().unwrap_or_default().into_iter().map(|(_, instance)| instance).collect())
    }

    /// Fails where a container or a session's directory is left.
    pub(crate) fn check(&self) -> Result<()> {
        heading("Leaks");
        let mut left = Vec::new();
        poll_until(DEADLINE, || {
            left = docker::containers()?;
            left.retain(|(_, instance)| !self.0.contains(instance));
            Ok(left.is_empty())
        })?;
        ensure!(left.is_empty(), "containers are left (id, instance): {left:?}");
        let directories = session_directories(&e2e::data_folder())?;
        ensure!(directories.is_empty(), "session directories are left: {directories:?}");
        println!("  no container, no session directory");
        Ok(())
    }
}

/// The folders under this one that are named by a session's id.
fn session_directories(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in fs::read_dir(next)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                let name = entry.file_name();
                let list = if name.to_str().is_some_and(is_session_id) { &mut found } else { &mut folders };
                list.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// Whether this is a UUID with hyphens.
fn is_session_id(name: &str) -> bool {
    name.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && name.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_directory_is_found_by_its_name() {
        let folder = std::env::temp_dir().join(format!("madang-xtask-leaks-{}", std::process::id()));
        let session = folder.join("suite/sessions/0f8fad5b-d9cb-469f-a165-70867728950e");
        fs::create_dir_all(&session).unwrap();
        fs::create_dir_all(folder.join("suite/other")).unwrap();
        assert_eq!(session_directories(&folder).unwrap(), [session]);
        fs::remove_dir_all(&folder).unwrap();
        assert!(session_directories(&folder).unwrap().is_empty());
    }
}
