//! Format and lints. Package by package: the whole workspace at once would unify features that
//! exclude each other.

use anyhow::{Result, ensure};

use crate::process::{command, heading, run};
use crate::tools::{WASM_TARGET, ensure_wasm_target};

/// What is linted: clippy's arguments. A package's own dependencies in this workspace are linted
/// with it.
const CHECKS: [&[&str]; 7] = [
    &["--package", "madang-protocol", "--all-targets"],
    &["--package", "madang-launcher", "--all-targets"],
    &["--package", "xtask", "--all-targets"],
    &["--package", "app", "--features", "ssr", "--all-targets"],
    &["--package", "server", "--all-targets"],
    &["--package", "frontend", "--features", "hydrate", "--target", WASM_TARGET],
    &["--package", "frontend", "--features", "csr", "--target", WASM_TARGET],
];

/// Fails where the format differs or a lint warns; all checks are made before it does.
pub(crate) fn lint() -> Result<()> {
    ensure_wasm_target()?;
    heading("Format");
    let mut results = vec![run(&mut command(["cargo", "fmt", "--all", "--check"]))];
    for check in CHECKS {
        heading(&format!("Lints: {}", check.join(" ")));
        results.push(run(command(["cargo", "clippy"]).args(check).args(["--", "--deny", "warnings"])));
    }
    let failed: Vec<String> =
        results.into_iter().filter_map(Result::err).map(|error| error.to_string()).collect();
    ensure!(failed.is_empty(), "{}", failed.join("; "));
    Ok(())
}
