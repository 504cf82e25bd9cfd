//! The domain: what a run is, from the press of Run to its last byte. No axum, no bollard.
//!
//! - [`machine`]: the states and their transitions, pure.
//! - [`queue`]: who runs next, and the permits that bound how many run at once.
//! - [`ring`]: the output that the client has not acknowledged yet.

pub mod machine;
pub mod queue;
pub mod ring;
