//! What the page loads: the built site, held in the binary.

use axum::Router;
use memory_serve::{CacheControl, load};

/// The site's files at their paths.
///
/// They keep their names from one release to the next, so browsers ask each time whether what they
/// have is still right; the answer is mostly a bare 304.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    load!().index_file(None).cache_control(CacheControl::NoCache).into_router()
}
