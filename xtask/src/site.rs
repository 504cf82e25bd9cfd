//! The front end: WebAssembly, its JavaScript, the style sheet and the public files, in target/site.
//!
//! The result is what cargo-leptos makes, so a server built by either finds the same names.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::build::Profile;
use crate::process::{command, heading, root, run};
use crate::style;
use crate::tools::{WASM_TARGET, ensure_npm_packages, ensure_wasm_bindgen, ensure_wasm_target};

/// The name that all of the front end's files share.
const NAME: &str = "madang";

/// What `wasm-opt` does. Code that repeats costs little to transfer, so a function with one caller stays one where it is not
/// tiny; how memory is aligned is a hint that processors without need of it ignore, and one that takes room.
const OPTIMISATION: [&str; 3] = ["-Oz", "--one-caller-inline-max-function-size=30", "--dealign"];

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
    ensure_wasm_target()?;
    let bindgen = ensure_wasm_bindgen()?;
    heading(&format!("Building the front end ({profile})"));
    let module = compile(profile)?;

    let staging = root().join("target/xtask-site");
    let package = staging.join("pkg");
    remove_folder(&staging)?;
    fs::create_dir_all(&package)?;
    let mut bind = Command::new(bindgen);
    bind.args(["--target", "web", "--no-typescript", "--out-name", NAME, "--out-dir"]);
    run(bind.arg(&package).arg(&module))?;
    let wasm = package.join(format!("{NAME}.wasm"));
    fs::rename(package.join(format!("{NAME}_bg.wasm")), &wasm)?;
    let style = package.join(format!("{NAME}.css"));
    fs::write(&style, style::bundle(&root().join("style/main.css"))?)?;
    if profile == Profile::Release {
        let glue = package.join(format!("{NAME}.js"));
        optimise(&wasm, &glue)?;
        minify(&[&glue, &style])?;
    }
    copy_folder(&root().join("public"), &staging)?;
    synchronise(&staging, &root().join("target/site"))
}

/// Compiles the front end and returns the module.
fn compile(profile: Profile) -> Result<PathBuf> {
    let cargo_profile = match profile {
        Profile::Debug => "dev",
        Profile::Release => "wasm-release",
    };
    let mut cargo = command(["cargo", "build", "--package", "frontend", "--lib", "--features", "hydrate"]);
    cargo.args(["--target", WASM_TARGET, "--target-dir", "target/front", "--profile", cargo_profile]);
    if profile == Profile::Release {
        cargo.arg("--config").arg(rust_flags()?);
    }
    run(&mut cargo)?;
    let folder = if cargo_profile == "dev" { "debug" } else { cargo_profile };
    Ok(root().join("target/front").join(WASM_TARGET).join(folder).join("frontend.wasm"))
}

/// Cargo's setting that keeps this machine's folders out of what panics say, and so out of the module; and that makes LLVM
/// inline only what is smaller than a call: `opt-level = "z"` alone takes a little more, which is less to transfer when it is
/// in one place.
fn rust_flags() -> Result<String> {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let crates = cargo.context("neither CARGO_HOME nor HOME is set")?.join("registry/src");
    let [crates, root] = [&crates, root()].map(|folder| format!("'--remap-path-prefix={}/='", folder.display()));
    Ok(format!("target.{WASM_TARGET}.rustflags=[{crates},{root},'-Cllvm-args=-inline-threshold=-5']"))
}

/// Makes the module smaller still, and what it takes to transfer it: `glue` is its JavaScript.
fn optimise(wasm: &Path, glue: &Path) -> Result<()> {
    let tools = root().join("xtask/npm");
    ensure_npm_packages(&tools)?;
    let script = |name| {
        let mut script = command(["node", name]);
        script.args([wasm, wasm]).current_dir(&tools);
        script
    };
    run(&mut script("uncalled.mjs"))?;
    let mut wasm_opt = command(["node_modules/.bin/wasm-opt"]);
    run(wasm_opt.args(OPTIMISATION).arg(wasm).arg("-o").arg(wasm).current_dir(&tools))?;
    run(&mut script("order.mjs"))?;
    run(script("names.mjs").arg(glue))
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
