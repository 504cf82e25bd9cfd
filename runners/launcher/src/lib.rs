//! The messages between the Madang server and the launcher, which is PID 1 of every container.
//!
//! The server depends on this library for nothing but [`messages`] and [`codec`]; what the launcher
//! does with them lives in the binary beside it.

pub mod codec;
pub mod messages;
