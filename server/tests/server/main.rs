//! The `madang` binary against a real engine: what a page sees, and what is left when either of the
//! server, its client or its engine is gone. Needs Docker; the server builds the images that are
//! missing.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod access;
mod backpressure;
mod bytes;
mod clocks;
mod crash;
mod crowds;
mod cuts;
mod cutter;
mod endings;
mod engine;
mod examples;
mod files;
mod flood;
mod input_limits;
mod interrupts;
mod languages;
mod memory;
mod raw;
mod slow;
mod takeover;
mod unicode;
mod web;

use testing::{client, proxy, random, server as support};
