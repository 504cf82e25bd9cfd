//! The Madang server, as a library for the `madang` binary and for the integration tests.
//!
//! Read in this order:
//! - [`commands`]: what the binary does; `serve` puts everything together, top down.
//! - [`config`]: what an operator can set, one struct a concern.
//! - [`runners`]: the languages, loaded from `runners/*/runner.toml`.
//! - [`run`]: the domain. State machine, fair queue, clocks, output ring. No axum, no bollard.
//! - [`sandbox`]: the port to containers; `sandbox::docker` is the only place with bollard.
//! - [`session`]: one client connection: commands, flow control, resume.
//! - [`http`]: router, page, WebSocket upgrade, headers. The only place with axum.
//! - [`telemetry`]: logs and metrics.

pub mod commands;
pub mod config;
pub mod http;
pub mod run;
pub mod runners;
pub mod sandbox;
pub mod session;
pub mod telemetry;
