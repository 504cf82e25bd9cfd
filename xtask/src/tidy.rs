//! The house rules that no lint knows. Each says in its message what to do instead.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::process::{command, heading, output, root};
use crate::rows;

/// The most lines of a file: one concept fits.
const LINES_MAX: usize = 450;

/// Where a name may be used: a rule of the architecture.
struct Boundary {
    /// What is looked for.
    text: &'static str,
    /// In the files whose path starts with one of these.
    within: &'static [&'static str],
    /// But not where it starts with one of these.
    except: &'static [&'static str],
    /// What the rule is for.
    reason: &'static str,
}

const BOUNDARIES: [Boundary; 7] = [
    Boundary {
        text: "bollard::",
        within: &["server/src/", "app/", "protocol/", "frontend/", "xtask/"],
        except: &["server/src/sandbox/docker", "server/src/images"],
        reason: "only server/src/sandbox/docker and server/src/images speak to Docker",
    },
    Boundary {
        text: "axum::",
        within: &["server/src/", "app/", "protocol/", "frontend/", "xtask/"],
        except: &["server/src/http"],
        reason: "only server/src/http knows axum and leptos_axum",
    },
    Boundary {
        text: "tokio::",
        within: &["app/", "protocol/", "frontend/", "runners/launcher/", "xtask/"],
        except: &[],
        reason: "these know no runtime",
    },
    Boundary {
        text: "tokio",
        within: &["app/Cargo.toml", "protocol/Cargo.toml", "runners/launcher/Cargo.toml"],
        except: &[],
        reason: "these know no runtime",
    },
    Boundary {
        text: "axum",
        within: &["app/Cargo.toml", "protocol/Cargo.toml", "frontend/Cargo.toml"],
        except: &[],
        reason: "the page and the protocol know no server",
    },
    Boundary {
        text: "bollard",
        within: &["app/Cargo.toml", "protocol/Cargo.toml", "frontend/Cargo.toml"],
        except: &[],
        reason: "the page and the protocol know no engine",
    },
    Boundary {
        text: concat!("un", "safe "),
        within: &["app/", "frontend/", "protocol/", "server/", "xtask/"],
        except: &[],
        reason: "only the launcher's system calls may be that",
    },
];

/// What must stand in no source file.
const LEFTOVERS: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("dbg", "!("),
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("#[", "allow(dead_code"),
];

/// What every language's folder holds, beside its hello program.
const RUNNER_FILES: [&str; 2] = ["Dockerfile", "runner.toml"];

/// Folders under runners/ that are no language.
const NOT_RUNNERS: [&str; 2] = ["base", "launcher"];

/// A file of the source tree.
pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl SourceFile {
    /// The ending of the file's name, without the dot.
    pub(crate) fn ending(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }
}

/// Checks every rule and reports every breach.
pub(crate) fn tidy() -> Result<()> {
    heading("House rules");
    let paths = paths()?;
    let files = read(&paths);
    let mut breaches = Vec::new();
    breaches.extend(files.iter().flat_map(boundaries));
    breaches.extend(files.iter().flat_map(leftovers));
    breaches.extend(files.iter().filter_map(length));
    breaches.extend(runners(&paths));
    breaches.extend(settings(&files));
    breaches.extend(hostile_rows(&files)?);
    for breach in &breaches {
        eprintln!("  {breach}");
    }
    if breaches.is_empty() {
        println!("  {} files keep them", files.len());
        return Ok(());
    }
    bail!("{} breaches of the house rules", breaches.len())
}

/// The files that people write and read, of all that is committed or would be.
pub(crate) fn source_files() -> Result<Vec<SourceFile>> {
    Ok(read(&paths()?))
}

/// Every row of what hostile input does has a test, and the table leads to it.
fn hostile_rows(files: &[SourceFile]) -> Result<Vec<String>> {
    let read =
        |path: &str| fs::read_to_string(root().join(path)).with_context(|| format!("{path} is missing"));
    Ok(rows::breaches(&read(rows::LIST)?, &read(rows::DOCUMENT)?, &rows::proofs(files)))
}

/// Every path that is committed or would be.
fn paths() -> Result<Vec<String>> {
    let list = output(&mut command(["git", "ls-files", "--cached", "--others", "--exclude-standard"]));
    let list = list.context("git does not list the files")?;
    Ok(list.lines().map(ToOwned::to_owned).filter(|path| root().join(path).is_file()).collect())
}

/// The files that people write and read.
fn read(paths: &[String]) -> Vec<SourceFile> {
    let written = paths.iter().filter(|path| {
        let ending = path.rsplit('.').next().unwrap_or_default();
        matches!(ending, "rs" | "toml" | "ts" | "js" | "css" | "md" | "py" | "java")
            && !path.starts_with("public/")
    });
    let files = written.filter_map(|path| {
        let text = fs::read_to_string(root().join(path)).ok()?;
        Some(SourceFile { path: path.clone(), text })
    });
    files.collect()
}

fn boundaries(file: &SourceFile) -> Vec<String> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| file.path.starts_with(prefix));
    let apply = BOUNDARIES.iter().filter(|rule| {
        let subject = file.ending() == "rs" || rule.within.contains(&file.path.as_str());
        subject && starts(rule.within) && !starts(rule.except) && file.path != "xtask/src/tidy.rs"
    });
    apply.flat_map(|rule| find(file, rule.text, rule.reason)).collect()
}

fn leftovers(file: &SourceFile) -> Vec<String> {
    if file.path == "xtask/src/tidy.rs" || file.ending() == "md" {
        return Vec::new();
    }
    LEFTOVERS.iter().flat_map(|text| find(file, text, "finish it, or file an issue")).collect()
}

/// Every line of a file with this text outside comments.
fn find(file: &SourceFile, text: &str, reason: &str) -> Vec<String> {
    let lines = file.text.lines().enumerate();
    let comment = |line: &str| line.trim_start().starts_with("//") && !LEFTOVERS.contains(&text);
    let found = lines.filter(|(_, line)| line.contains(text) && !comment(line));
    found.map(|(number, _)| format!("{}:{}: `{}`: {reason}", file.path, number + 1, text.trim())).collect()
}

fn length(file: &SourceFile) -> Option<String> {
    let code = matches!(file.ending(), "rs" | "ts" | "js" | "css");
    let lines = file.text.lines().count();
    (code && lines > LINES_MAX)
        .then(|| format!("{}: {lines} lines; split it, {LINES_MAX} are enough", file.path))
}

/// Every language's folder is complete.
fn runners(paths: &[String]) -> Vec<String> {
    let inside = paths.iter().filter_map(|path| path.strip_prefix("runners/")?.split_once('/'));
    let names: BTreeSet<&str> =
        inside.map(|(name, _)| name).filter(|name| !NOT_RUNNERS.contains(name)).collect();
    let mut breaches = Vec::new();
    for name in names {
        let has = |file: &str| paths.iter().any(|path| *path == format!("runners/{name}/{file}"));
        let missing = RUNNER_FILES.iter().filter(|file| !has(file));
        breaches.extend(missing.map(|file| format!("runners/{name}: no {file}")));
        let examples = format!("runners/{name}/examples/");
        if !paths.iter().any(|path| path.starts_with(&examples)) {
            breaches.push(format!("runners/{name}: no examples for the gallery"));
        }
    }
    breaches
}

/// Every variable that the server reads is documented.
fn settings(files: &[SourceFile]) -> Vec<String> {
    let code = files.iter().filter(|file| file.path.starts_with("server/src/") && file.ending() == "rs");
    let read: BTreeSet<&str> = code.flat_map(|file| variables(&file.text)).collect();
    let docs: String =
        files.iter().filter(|file| file.ending() == "md").map(|file| file.text.as_str()).collect();
    let documented: BTreeSet<&str> = variables(&docs).collect();
    // Set by server/build.rs for the compiler, not by an operator.
    let internal = "MADANG_LAUNCHER_BINARY";
    let missing = read.difference(&documented).filter(|name| **name != internal);
    missing.map(|name| format!("{name} is read by the server, and no document says what it does")).collect()
}

/// The names of Madang's variables in a text.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    const PREFIX: &str = "MADANG_";
    text.match_indices(PREFIX).filter_map(move |(start, _)| {
        let rest = &text[start..];
        let end = rest.find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
        let name = &rest[..end.unwrap_or(rest.len())];
        (name.len() > PREFIX.len()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_name_outside_its_boundary_is_found_with_its_line() {
        let breaches =
            boundaries(&file("server/src/run/mod.rs", "//! Not bollard::this.\nuse bollard::Docker;\n"));
        assert_eq!(breaches.len(), 1);
        assert!(breaches[0].starts_with("server/src/run/mod.rs:2: `bollard::`"), "{breaches:?}");
        assert!(boundaries(&file("server/src/sandbox/docker/mod.rs", "use bollard::Docker;")).is_empty());
        assert_eq!(boundaries(&file("app/Cargo.toml", "tokio.workspace = true")).len(), 1);
    }

    #[test]
    fn what_is_left_to_do_is_found_in_comments_too() {
        let text = format!("fn a() {{}} // {}: finish\n", LEFTOVERS[0]);
        assert_eq!(leftovers(&file("app/src/lib.rs", &text)).len(), 1);
    }

    #[test]
    fn a_file_that_is_too_long_is_found() {
        assert!(length(&file("app/src/lib.rs", &"\n".repeat(LINES_MAX + 1))).is_some());
        assert!(length(&file("app/src/lib.rs", &"\n".repeat(LINES_MAX))).is_none());
    }

    #[test]
    fn an_incomplete_runner_is_found() {
        let paths = ["runners/bash/Dockerfile", "runners/launcher/Cargo.toml"].map(ToOwned::to_owned);
        assert_eq!(
            runners(&paths),
            ["runners/bash: no runner.toml", "runners/bash: no examples for the gallery"]
        );
    }

    #[test]
    fn a_setting_without_a_document_is_found() {
        let code =
            file("server/src/config/mod.rs", "#[arg(env = \"MADANG_LISTEN\")] #[arg(env = \"MADANG_LOG\")]");
        let breaches = settings(&[code, file("README.md", "| `MADANG_LOG` | what is logged |")]);
        assert_eq!(breaches.len(), 1);
        assert!(breaches[0].starts_with("MADANG_LISTEN"), "{breaches:?}");
    }
}
