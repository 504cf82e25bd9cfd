//! What the page loads: the built site.
//!
//! Its files keep their names from one release to the next, so browsers ask each time whether what
//! they have is still right; the answer is mostly a bare 304.

use axum::Router;

/// The site's files at their paths, held in the binary.
#[cfg(not(debug_assertions))]
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    use memory_serve::{CacheControl, load};

    load!().index_file(None).cache_control(CacheControl::NoCache).into_router()
}

/// The site's files at their paths, as they lie in the source tree: in the developer's loop the
/// front end is built beside the server, and more often.
#[cfg(debug_assertions)]
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    use axum::http::{HeaderValue, header};
    use tower::ServiceBuilder;
    use tower_http::services::ServeDir;
    use tower_http::set_header::SetResponseHeaderLayer;

    const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");
    let no_cache =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let files = ServiceBuilder::new().layer(no_cache).service(ServeDir::new(SITE));
    Router::new().fallback_service(files)
}
