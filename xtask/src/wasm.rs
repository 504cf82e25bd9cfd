//! The front end's WebAssembly: compiled, made smaller, and divided into what a page needs until a program has run, and the
//! rest. The scripts are in `xtask/npm`; each says what it does and why.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::build::Profile;
use crate::process::{command, root, run};
use crate::tools::{WASM_TARGET, ensure_npm_packages};

/// What `wasm-opt` does. Code that repeats costs little to transfer, so a function with one caller stays one where it is not
/// tiny; how memory is aligned is a hint that processors without need of it ignore, and one that takes room. The names of
/// the functions stay until they have told where each belongs.
const OPTIMISATION: [&str; 4] =
    ["-Oz", "--one-caller-inline-max-function-size=30", "--dealign", "--debuginfo"];

/// Compiles the front end and returns the module.
pub(crate) fn compile(profile: Profile) -> Result<PathBuf> {
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

/// Cargo's setting that keeps this machine's folders out of what panics say, and so out of the module; that makes LLVM inline
/// only what is smaller than a call, as `opt-level = "z"` alone takes a little more, which is less to transfer when it is in
/// one place; and that gives each function a name of its own that is the same in the next build.
fn rust_flags() -> Result<String> {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let crates = cargo.context("neither CARGO_HOME nor HOME is set")?.join("registry/src");
    let [crates, root] =
        [&crates, root()].map(|folder| format!("--remap-path-prefix={}/=", folder.display()));
    let flags = [&crates, &root, "-Cllvm-args=-inline-threshold=-5", "-Csymbol-mangling-version=v0"];
    Ok(format!("target.{WASM_TARGET}.rustflags={flags:?}"))
}

/// Makes a module smaller.
pub(crate) fn optimise(module: &Path) -> Result<()> {
    ensure_npm_packages(&tools())?;
    script("uncalled.mjs", &[module, module])?;
    let mut wasm_opt = command(["node_modules/.bin/wasm-opt"]);
    run(wasm_opt.args(OPTIMISATION).arg(module).arg("-o").arg(module).current_dir(tools()))
}

/// Leaves in `module` what a page needs until a program has run and puts the rest beside it; both as they cost least to
/// transfer. `glue` is the module's JavaScript.
pub(crate) fn divide(module: &Path, rest: &Path, glue: &Path) -> Result<()> {
    script("names.mjs", &[module, module, glue])?;
    script("split.mjs", &[module, module, rest, glue])?;
    script("order.mjs", &[module, module])?;
    script("order.mjs", &[rest, rest])
}

/// Makes each function of a module tell that it runs. `functions` is written: what each is known by, in their order.
pub(crate) fn instrument(module: &Path, glue: &Path, functions: &Path) -> Result<()> {
    script("instrument.mjs", &[module, module, glue, functions])
}

fn script(name: &str, files: &[&Path]) -> Result<()> {
    run(command(["node", name]).args(files).current_dir(tools()))
}

fn tools() -> PathBuf {
    root().join("xtask/npm")
}
