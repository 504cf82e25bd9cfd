//! What the server's tests on a real engine share.
//!
//! - [`sandbox`]: containers without a server around them;
//! - [`server`]: the `madang` binary as an operator starts it;
//! - [`client`]: a client of it, as another program would write one;
//! - [`cgroup`]: what the kernel was told of a container;
//! - [`proxy`]: a way to the engine that can be cut, frozen, or refuse;
//! - [`random`]: chance that can be repeated.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

pub mod cgroup;
pub mod client;
pub mod proxy;
pub mod random;
pub mod sandbox;
pub mod server;
