//! The domain: what a run is, from the press of Run to its last byte. No axum, no bollard.
//!
//! - [`machine`]: the states and their transitions, pure.
//! - [`queue`]: who runs next, and the permits that bound how many run at once.
//! - [`rate`]: how often a client may start one.
//! - [`ring`]: the output that the client has not acknowledged yet.
//! - [`request`]: from what a client asks to what can be run.
//! - [`pool`]: containers made ahead of their run.
//! - [`view`]: what a run shows to its connection.
//! - [`written`]: the files that a program wrote.
//! - [`supervisor`]: the task that owns one run.
//! - [`service`]: where runs come in and are found again.
//! - [`engine`]: whether the engine answers, and the sweep.

pub mod engine;
pub mod machine;
pub mod memory;
pub mod pool;
pub mod queue;
pub mod rate;
pub mod request;
pub mod ring;
pub mod service;
pub mod supervisor;
pub mod view;
pub mod written;
