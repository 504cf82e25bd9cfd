//! The sandbox on a real engine: every limit seen from inside and by the engine, every way a
//! container can come to its end. Needs Docker; builds the images that are missing.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod cold_start;
mod contract;
mod hostile;
mod images;
mod lifecycle;
mod limits;
mod prepared;
mod shares;
mod sweep;

use testing::sandbox as support;
