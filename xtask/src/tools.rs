//! What must be installed: looked for, installed where that is possible, named where it is not.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{command, find, heading, output, root, run, run_within};

/// The oldest Node.js that the build and the tests work with.
const NODE_MAJOR_MIN: u32 = 18;

/// The version of cargo-leptos that builds with the pinned toolchain.
const CARGO_LEPTOS_VERSION: &str = "0.3.10";

/// How long Debian's package manager may take for one step.
const APT_DEADLINE: Duration = Duration::from_mins(15);

/// The target of the front end.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Where browsers are called what.
const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Adds the standard library for WebAssembly to the toolchain, where it is missing.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    let sysroot = output(&mut command(["rustc", "--print", "sysroot"])).context("rustc does not run")?;
    if Path::new(&sysroot).join("lib/rustlib").join(WASM_TARGET).is_dir() {
        return Ok(());
    }
    heading("Adding the WebAssembly target to the Rust toolchain");
    run(&mut command(["rustup", "target", "add", WASM_TARGET]))
}

/// The `wasm-bindgen` of the version that Cargo.lock names; another one refuses the module.
pub(crate) fn ensure_wasm_bindgen() -> Result<PathBuf> {
    let version = locked_version("wasm-bindgen", &fs::read_to_string(root().join("Cargo.lock"))?)?;
    let printed = output(&mut command(["wasm-bindgen", "--version"]));
    if printed.is_some_and(|printed| printed.split_whitespace().nth(1) == Some(version.as_str())) {
        return Ok("wasm-bindgen".into());
    }
    let tool = CargoTool { package: "wasm-bindgen-cli", version: &version, binary: "wasm-bindgen" };
    tool.ensure(&["--no-default-features"], "about 2 minutes on 2 cores")
}

/// The `cargo-leptos` that the developer's loop uses.
pub(crate) fn ensure_cargo_leptos() -> Result<PathBuf> {
    let printed = output(&mut command(["cargo-leptos", "--version"]));
    if printed.is_some_and(|printed| printed.split_whitespace().nth(1) == Some(CARGO_LEPTOS_VERSION)) {
        return Ok("cargo-leptos".into());
    }
    let tool = CargoTool { package: "cargo-leptos", version: CARGO_LEPTOS_VERSION, binary: "cargo-leptos" };
    // It downloads its own tools otherwise; ours are on the PATH that it is given.
    tool.ensure(&["--locked", "--features", "no_downloads"], "about 10 minutes on 2 cores")
}

/// Installs the packages of a folder with a package-lock.json, where that has changed since.
pub(crate) fn ensure_npm_packages(folder: &Path) -> Result<()> {
    ensure_node()?;
    let lock = fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", folder.display()))?;
    let installed = folder.join("node_modules/.madang-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    heading(&format!("Installing the npm packages of {}", folder.display()));
    run(command(["npm", "ci", "--no-audit", "--no-fund", "--no-progress"]).current_dir(folder))?;
    fs::write(installed, lock)?;
    Ok(())
}

/// Node.js and npm.
pub(crate) fn ensure_node() -> Result<()> {
    let version = output(&mut command(["node", "--version"]));
    let major = version.as_deref().and_then(node_major);
    match major {
        Some(major) if major < NODE_MAJOR_MIN => {
            bail!("Node.js {major} is too old: {NODE_MAJOR_MIN} or later is needed")
        }
        Some(_) if find("npm").is_some() => Ok(()),
        Some(_) => ensure_debian_packages(&["npm"], "npm"),
        None => ensure_debian_packages(&["nodejs", "npm"], "Node.js and npm"),
    }
}

/// A Chromium for the browser tests, and a font with Hangul for their screenshots.
pub(crate) fn ensure_chromium() -> Result<PathBuf> {
    if let Some(chromium) = env::var_os("CHROMIUM").map(PathBuf::from).or_else(find_chromium) {
        return Ok(chromium);
    }
    ensure_debian_packages(&["chromium", "fonts-noto-cjk"], "Chromium")?;
    find_chromium().context("Chromium was installed, yet there is none on the PATH")
}

/// A font with Hangul, for a machine that came with a Chromium and without one.
pub(crate) fn ensure_hangul() -> Result<()> {
    match output(&mut command(["fc-list", ":lang=ko"])) {
        Some(fonts) if !fonts.trim().is_empty() => Ok(()),
        _ => ensure_debian_packages(&["fontconfig", "fonts-noto-cjk"], "a font with Hangul"),
    }
}

fn find_chromium() -> Option<PathBuf> {
    CHROMIUM_NAMES.into_iter().find_map(find)
}

/// Installs Debian packages as root, or says the one command that does.
pub(crate) fn ensure_debian_packages(packages: &[&str], what: &str) -> Result<()> {
    let list = packages.join(" ");
    if find("apt-get").is_none() {
        bail!("{what} is missing; on Debian: apt-get install {list}");
    }
    if output(&mut command(["id", "-u"])).as_deref() != Some("0") {
        bail!("{what} is missing; run: sudo apt-get update && sudo apt-get install -y {list}");
    }
    heading(&format!("Installing {what} ({list})"));
    update_package_lists()?;
    run_within(apt(["install", "--no-install-recommends"]).args(packages), APT_DEADLINE)
}

/// Brings Debian's lists of packages up to date, once.
fn update_package_lists() -> Result<()> {
    static UPDATED: Once = Once::new();
    let mut result = Ok(());
    UPDATED.call_once(|| result = run_within(&mut apt(["update"]), APT_DEADLINE));
    result
}

/// Debian's package manager: asks nothing, and waits for another one that is at work.
fn apt<const N: usize>(words: [&str; N]) -> Command {
    let mut command =
        command(["apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]);
    command.args(words);
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .env("NEEDRESTART_MODE", "l")
        .stdin(std::process::Stdio::null());
    command
}

/// A program from crates.io in a folder of its own, so that other projects' versions stay.
struct CargoTool<'a> {
    package: &'a str,
    version: &'a str,
    binary: &'a str,
}

impl CargoTool<'_> {
    fn ensure(&self, options: &[&str], duration: &str) -> Result<PathBuf> {
        let folder = cache()?.join(format!("{}-{}", self.package, self.version));
        let binary = folder.join("bin").join(self.binary);
        if binary.is_file() {
            return Ok(binary);
        }
        heading(&format!("Installing {} {} ({duration})", self.package, self.version));
        let mut install =
            command(["nice", "cargo", "install", self.package, "--version", self.version, "--root"]);
        install.arg(&folder).args(options);
        // A tool that runs for seconds is not worth the minutes that a full optimisation takes.
        install
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        run(&mut install)?;
        Ok(binary)
    }
}

/// Where this project's tools are kept for this user, whatever clone of it uses them.
fn cache() -> Result<PathBuf> {
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let base = base.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cache")));
    Ok(base.context("neither XDG_CACHE_HOME nor HOME is set")?.join("madang/tools"))
}

/// The PATH with the folders of these programs first.
pub(crate) fn path_with(programs: &[&Path]) -> Result<OsString> {
    let folders = programs.iter().filter_map(|program| program.parent()).map(Path::to_path_buf);
    let folders = folders.filter(|folder| !folder.as_os_str().is_empty());
    let path = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(folders.chain(env::split_paths(&path)))?)
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version(package: &str, lock: &str) -> Result<String> {
    let name = format!("name = \"{package}\"");
    let version = lock.lines().skip_while(|line| *line != name).nth(1);
    let version = version.and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    Ok(version.with_context(|| format!("Cargo.lock names no {package}"))?.to_owned())
}

/// The first number of what `node --version` prints.
fn node_major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_exactly_the_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version("wasm-bindgen", lock).unwrap(), "0.2.130");
        assert!(locked_version("leptos", lock).is_err());
    }

    #[test]
    fn the_lock_file_of_this_workspace_names_wasm_bindgen() {
        let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
        assert!(locked_version("wasm-bindgen", &lock).unwrap().starts_with("0.2."));
    }

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(node_major("v20.20.2"), Some(20));
        assert_eq!(node_major("nonsense"), None);
    }
}
