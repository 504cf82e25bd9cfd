//! Puts inside the server what it needs beside it: the page's assets and the launcher.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What cargo-leptos and `cargo xtask` make of the front end.
const SITE: &str = "../target/site";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // With debug assertions the server reads the site from disk, so nothing is built anew for it.
    if env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_none() {
        embed_site();
    }
    build_launcher();
}

/// Puts the site inside the server. It must have been built: `cargo xtask build --release` does
/// that first.
fn embed_site() {
    fs::create_dir_all(SITE).expect("the site's folder can be made");
    println!("cargo::rerun-if-changed={SITE}");
    memory_serve::load_directory(SITE);
}

/// Builds the launcher as a static program and tells the server where it lies.
///
/// It goes into containers of any distribution, so it needs other flags than the server; a build of
/// its own, in a target directory of its own, is the one way that works for plain cargo and for
/// cargo-leptos alike.
fn build_launcher() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let source = Path::new("../runners/launcher");
    println!("cargo::rerun-if-changed={}", source.join("src").display());
    println!("cargo::rerun-if-changed={}", source.join("Cargo.toml").display());
    println!("cargo::rerun-if-changed=../runners");
    let target = env::var("TARGET").expect("cargo sets TARGET");
    let status = Command::new(env::var_os("CARGO").expect("cargo sets CARGO"))
        .args(["build", "--quiet", "--locked", "--profile", "launcher", "--bin", "madang-launcher"])
        .args(["--target", &target])
        .arg("--manifest-path")
        .arg(source.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(out.join("launcher-target"))
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .env("RUSTFLAGS", "-C target-feature=+crt-static")
        .status()
        .expect("cargo can be run");
    assert!(status.success(), "the launcher does not build");
    let binary = out.join("launcher-target").join(target).join("launcher/madang-launcher");
    println!("cargo::rustc-env=MADANG_LAUNCHER_BINARY={}", binary.display());
}
