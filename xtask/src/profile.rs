//! `cargo xtask profile`: which of the front end's functions run until a page has run a program. The others are listed in
//! `frontend/rest.txt`, and a release fetches them later. A function that is in no list comes first, so the list may be old.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};

use crate::process::root;
use crate::{e2e, site};

const HEADING: &str = "\
# The functions that a page can run a program without, each by the start of a hash of its name: `cargo xtask profile` finds
# them. What is not listed is fetched first.
";

/// Makes the list anew.
pub(crate) fn profile() -> Result<()> {
    let folder = root().join("target/profile");
    site::build_instrumented(&folder)?;
    e2e::profile(&folder)?;
    let functions = fs::read_to_string(folder.join("functions.txt"))?;
    let ran = fs::read_to_string(folder.join("ran.txt")).context("no browser told what ran")?;
    let list = rest(&functions, &ran)?;
    fs::write(root().join("frontend/rest.txt"), format!("{HEADING}{}\n", list.join("\n")))?;
    println!("{} of {} functions are not needed to run a program", list.len(), functions.lines().count());
    Ok(())
}

/// What is in the list: all functions that have a name, but for those that ran; `ran` has their numbers, a line each.
fn rest<'a>(functions: &'a str, ran: &str) -> Result<Vec<&'a str>> {
    let functions: Vec<&str> = functions.lines().collect();
    let numbers: BTreeSet<usize> = ran.lines().map(str::parse).collect::<Result<_, _>>()?;
    ensure!(!numbers.is_empty(), "nothing ran");
    // Two functions of one name are one here: both come first where one does.
    let needed: BTreeSet<&str> =
        numbers.iter().filter_map(|&number| functions.get(number).copied()).collect();
    let all: BTreeSet<&str> = functions.into_iter().filter(|name| !name.is_empty()).collect();
    Ok(all.difference(&needed).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::rest;

    #[test]
    fn what_ran_and_what_has_no_name_is_not_in_the_list() {
        assert_eq!(rest("d\nb\n\na\nc\n", "1\n4\n").unwrap(), ["a", "d"]);
    }

    #[test]
    fn a_name_of_which_one_function_ran_is_not_in_the_list() {
        assert_eq!(rest("same\nother\nsame", "0").unwrap(), ["other"]);
    }

    #[test]
    fn a_run_of_nothing_is_an_error() {
        assert!(rest("a\nb", "").is_err());
    }
}
