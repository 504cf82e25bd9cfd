//! The developer's loop works from the same workspace metadata: cargo-leptos builds and serves.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::process::{command, heading, run};
use crate::serving::Serving;
use crate::tools::{ensure_cargo_leptos, ensure_wasm_bindgen, ensure_wasm_target, path_with};
use crate::{docker, e2e, release};

/// How long `cargo leptos serve` may take to listen after a build.
const START_DEADLINE: Duration = Duration::from_mins(10);

/// Builds with cargo-leptos, serves with it, and asks for the page.
pub(crate) fn test() -> Result<()> {
    docker::ensure()?;
    ensure_wasm_target()?;
    let cargo_leptos = ensure_cargo_leptos()?;
    let wasm_bindgen = ensure_wasm_bindgen()?;
    let leptos = |words: &[&str]| -> Result<Command> {
        let mut leptos = command(["cargo", "leptos"]);
        leptos.args(words).env("PATH", path_with(&[&cargo_leptos, &wasm_bindgen])?);
        Ok(leptos)
    };

    heading("cargo leptos build");
    run(&mut leptos(&["build"])?)?;
    heading("cargo leptos serve");
    let data = e2e::data_folder().join("leptos");
    let mut serve = leptos(&["serve"])?;
    serve
        .env("MADANG_LISTEN", "127.0.0.1:0")
        .env("MADANG_INSTANCE", "test-leptos")
        .env("MADANG_DATA_DIR", &data);
    let serving = Serving::start(&mut serve, START_DEADLINE)?;
    release::check_page(&serving.address)?;
    // What cargo-leptos ends with after SIGTERM is its own affair.
    serving.stop()?;
    Ok(())
}
