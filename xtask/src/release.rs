//! The release binary needs nothing beside it: started from an empty folder with an empty
//! environment, it serves the page and every asset that the page names.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::build::{self, Profile};
use crate::process::heading;
use crate::serving::Serving;
use crate::{docker, e2e, http};

/// How long the server may take to listen; the images are there.
const START_DEADLINE: Duration = Duration::from_mins(1);

/// Builds the binary and proves it.
pub(crate) fn test() -> Result<()> {
    docker::ensure()?;
    build::build(Profile::Release)?;
    e2e::build_images(&Profile::Release.binary())?;

    heading("The release binary, alone");
    let folder = std::env::temp_dir().join(format!("madang-release-{}", std::process::id()));
    let empty = folder.join("empty");
    fs::create_dir_all(&empty)?;
    // Moved away from where it was built, so that it cannot find anything by its own path.
    let binary = folder.join("madang");
    fs::copy(Profile::Release.binary(), &binary)?;
    let mut madang = Command::new(&binary);
    madang.args(["serve", "--listen", "127.0.0.1:0", "--instance", "test-release", "--data-dir"]);
    madang.arg(folder.join("data")).current_dir(&empty).env_clear();
    let result = prove(&mut madang);
    fs::remove_dir_all(folder)?;
    result
}

fn prove(madang: &mut Command) -> Result<()> {
    let serving = Serving::start(madang, START_DEADLINE)?;
    check_page(&serving.address)?;
    let status = serving.stop()?;
    ensure!(status.success(), "the server ended with {status} after SIGTERM");
    Ok(())
}

/// Asks for the page, for every asset that it names, and for the WebSocket.
pub(crate) fn check_page(address: &str) -> Result<()> {
    let page = http::get(address, "/")?;
    ensure!(page.status == 200, "/ answers {}", page.status);
    let html = String::from_utf8(page.body).context("the page is not UTF-8")?;
    let assets = assets(&html);
    for kind in ["/pkg/madang.js", "/pkg/madang.wasm", "/pkg/madang.css"] {
        ensure!(assets.iter().any(|asset| asset.starts_with(kind)), "the page does not name {kind}");
    }
    for asset in &assets {
        let response = http::get(address, asset)?;
        ensure!(response.status == 200 && !response.body.is_empty(), "{asset} answers {}", response.status);
        println!("  {asset}: {} bytes", response.body.len());
        let wasm = asset.contains(".wasm");
        ensure!(
            !wasm || response.head.contains("content-type: application/wasm"),
            "{asset} is not served as wasm"
        );
    }
    let socket = http::upgrade(address, "/ws")?;
    ensure!(socket.status == 101, "/ws answers {} to a WebSocket upgrade", socket.status);
    Ok(())
}

/// The paths of this server that stand in quotes in a page and name a file.
fn assets(html: &str) -> BTreeSet<String> {
    let quoted = html.split(['"', '\'']).filter(|text| text.starts_with('/') && !text.starts_with("//"));
    let files = quoted.filter(|text| text.split('?').next().is_some_and(|path| path.contains('.')));
    files.filter(|text| !text.contains([' ', '<', '\n'])).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_assets_of_a_page_are_the_files_that_it_names() {
        let html = r#"<link href="/pkg/madang.css?v=1"><a href="/about"><script>import('/pkg/madang.js')</script>
                      <a href="//elsewhere/x.js">"#;
        let expected = ["/pkg/madang.css?v=1", "/pkg/madang.js"].map(ToOwned::to_owned);
        assert_eq!(assets(html), BTreeSet::from(expected));
    }
}
