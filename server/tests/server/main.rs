//! The `madang` binary against a real engine: what a page sees, and what is left when either of the
//! server, its client or its engine is gone. Needs Docker; the server builds the images that are
//! missing.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod client;
mod clocks;
mod crash;
mod endings;
mod engine;
mod languages;
mod memory;
mod proxy;
mod support;
mod web;
