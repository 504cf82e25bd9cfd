//! What the page loads: the built site.
//!
//! Its files keep their names from one release to the next, so browsers ask each time whether what
//! they have is still right; the answer is mostly a bare 304. Only those whose names tell what is in them are never asked
//! for again.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;

/// A year, the longest that browsers keep anything.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The length of the hash that esbuild puts into a name.
const HASH_CHARS: usize = 8;

/// The site's files at their paths.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    files().layer(middleware::from_fn(keep_hashed))
}

async fn keep_hashed(request: Request, next: Next) -> Response {
    let is_hashed = is_hashed(request.uri().path());
    let mut response = next.run(request).await;
    if is_hashed && matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED) {
        response.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
    }
    response
}

/// Whether a file's name ends with a hash of what it holds, as in `/vendor/editor/python-2YMHWFAT.js`.
fn is_hashed(path: &str) -> bool {
    let stem = path.strip_prefix("/vendor/").and_then(|path| path.strip_suffix(".js"));
    let hash = stem.and_then(|stem| stem.rsplit_once('-')).map(|(_, hash)| hash);
    hash.is_some_and(|hash| {
        hash.len() == HASH_CHARS
            && hash.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    })
}

/// The site's files, held in the binary.
#[cfg(not(debug_assertions))]
fn files<S: Clone + Send + Sync + 'static>() -> Router<S> {
    use memory_serve::{CacheControl, load};

    load!().index_file(None).cache_control(CacheControl::NoCache).into_router()
}

/// The site's files, as they lie in the source tree: in the developer's loop the
/// front end is built beside the server, and more often.
#[cfg(debug_assertions)]
fn files<S: Clone + Send + Sync + 'static>() -> Router<S> {
    use tower::ServiceBuilder;
    use tower_http::services::ServeDir;
    use tower_http::set_header::SetResponseHeaderLayer;

    const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");
    let no_cache =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let files = ServiceBuilder::new().layer(no_cache).service(ServeDir::new(SITE));
    Router::new().fallback_service(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_in_the_name_makes_a_file_stay() {
        for path in ["/vendor/editor/python-2YMHWFAT.js", "/vendor/xterm/addon-web-links-S5WV3ALS.js"] {
            assert!(is_hashed(path), "{path}");
        }
        for path in [
            "/vendor/xterm/xterm.js",
            "/pkg/madang-2YMHWFAT.js",
            "/vendor/a-terminal.js",
            "/",
            "/vendor/-.js",
        ] {
            assert!(!is_hashed(path), "{path}");
        }
    }
}
