//! The static launcher in real containers, spoken to as the server does. Needs a Docker engine and
//! the image debian:trixie-slim.

mod ending;
mod harness;
mod isolation;
mod phases;
mod prepared;
mod streams;
mod typing;
mod written;
