//! What an operator can set: file, environment and flags, one struct a concern.

pub mod engine;
