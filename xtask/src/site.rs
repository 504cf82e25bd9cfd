//! The front end: WebAssembly, its JavaScript, the style sheet and the public files, in target/site.
//!
//! The result is what cargo-leptos makes, so a server built by either finds the same names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::build::Profile;
use crate::process::{command, heading, root, run};
use crate::tools::{ensure_npm_packages, ensure_wasm_bindgen, ensure_wasm_target};
use crate::{style, wasm};

/// The name that all of the front end's files share.
const NAME: &str = "madang";

/// Options of `site`.
#[derive(Args)]
pub(crate) struct Options {
    /// As small as it gets: takes longer.
    #[arg(long)]
    release: bool,
}

impl Options {
    pub(crate) fn profile(&self) -> Profile {
        Profile::from_flag(self.release)
    }
}

/// Builds the site. Files that stay the same are not written, so nothing is built anew for them.
pub(crate) fn build(profile: Profile) -> Result<()> {
    heading(&format!("Building the front end ({profile})"));
    let staging = root().join("target/xtask-site");
    let package = staging.join("pkg");
    let (module, glue) = bind(profile, &package)?;
    let style = package.join(format!("{NAME}.css"));
    fs::write(&style, style::bundle(&root().join("style/main.css"))?)?;
    if profile == Profile::Release {
        wasm::optimise(&module)?;
        wasm::divide(&module, &package.join(format!("{NAME}.rest.wasm")), &glue)?;
        minify(&[&glue, &style])?;
    }
    copy_folder(&root().join("public"), &staging)?;
    synchronise(&staging, &root().join("target/site"))
}

/// Builds the module that tells which of its functions run, into this folder.
pub(crate) fn build_instrumented(folder: &Path) -> Result<()> {
    heading("Building the front end (instrumented)");
    let (module, glue) = bind(Profile::Release, folder)?;
    wasm::optimise(&module)?;
    wasm::instrument(&module, &glue, &folder.join("functions.txt"))
}

/// Compiles the front end into an empty folder; returns the module and its JavaScript.
fn bind(profile: Profile, folder: &Path) -> Result<(PathBuf, PathBuf)> {
    ensure_wasm_target()?;
    let bindgen = ensure_wasm_bindgen()?;
    let compiled = wasm::compile(profile)?;
    remove_folder(folder)?;
    fs::create_dir_all(folder)?;
    let mut bind = Command::new(bindgen);
    bind.args(["--target", "web", "--no-typescript", "--out-name", NAME, "--out-dir"]);
    run(bind.arg(folder).arg(compiled))?;
    let module = folder.join(format!("{NAME}.wasm"));
    fs::rename(folder.join(format!("{NAME}_bg.wasm")), &module)?;
    Ok((module, folder.join(format!("{NAME}.js"))))
}

/// Makes JavaScript and styles smaller.
fn minify(files: &[&Path]) -> Result<()> {
    let tools = root().join("xtask/npm");
    ensure_npm_packages(&tools)?;
    for file in files {
        let mut esbuild =
            command(["node_modules/.bin/esbuild", "--minify", "--format=esm", "--log-level=warning"]);
        esbuild.args(["--allow-overwrite".into(), format!("--outfile={}", file.display())]);
        run(esbuild.arg(file).current_dir(&tools))?;
    }
    Ok(())
}

/// Makes the vendored browser modules anew.
pub(crate) fn build_editor() -> Result<()> {
    let folder = root().join("editor");
    ensure_npm_packages(&folder)?;
    heading("Building the vendored browser modules");
    run(command(["npm", "run", "build"]).current_dir(folder))
}

/// Makes `to` the same as `from`, and touches only what differs.
fn synchronise(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let wanted = files(from)?;
    for path in files(to)?.keys().filter(|path| !wanted.contains_key(*path)) {
        fs::remove_file(to.join(path))?;
    }
    for (path, content) in wanted {
        let target = to.join(path);
        if fs::read(&target).is_ok_and(|present| present == content) {
            continue;
        }
        fs::create_dir_all(target.parent().context("a file lies in a folder")?)?;
        fs::write(target, content)?;
    }
    Ok(())
}

/// Every file under a folder, by its path in it.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("{} cannot be read", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder)?.to_path_buf(), fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for (path, content) in files(from)? {
        let target = to.join(path);
        fs::create_dir_all(target.parent().context("a file lies in a folder")?)?;
        fs::write(target, content)?;
    }
    Ok(())
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synchronising_adds_changes_and_removes_but_leaves_the_same_alone() {
        let folder = std::env::temp_dir().join(format!("madang-xtask-site-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(from.join("pkg")).unwrap();
        fs::create_dir_all(&to).unwrap();
        for (path, content) in [("same", "1"), ("changed", "2"), ("pkg/new", "3")] {
            fs::write(from.join(path), content).unwrap();
        }
        for (path, content) in [("same", "1"), ("changed", "old"), ("gone", "4")] {
            fs::write(to.join(path), content).unwrap();
        }
        let before = fs::metadata(to.join("same")).unwrap().modified().unwrap();

        synchronise(&from, &to).unwrap();

        assert_eq!(files(&to).unwrap(), files(&from).unwrap());
        assert_eq!(fs::metadata(to.join("same")).unwrap().modified().unwrap(), before);
        fs::remove_dir_all(folder).unwrap();
    }
}
