//! Router, page, WebSocket upgrade, headers. The only place with axum.
//!
//! - [`listen`]: connections, their number and their clocks.
//! - [`router`]: what is served where.
//! - [`access`]: who may come in.
//! - [`origin`]: whose pages may use this server.
//! - [`client`]: who asks: the signed cookie and the address, which [`peer`] knows also behind proxies.
//! - [`occupancy`]: how many connections and sockets each may have.
//! - [`socket`]: the WebSocket, as the session sees it.
//! - [`pages`], [`assets`]: the page and what it loads.
//! - [`headers`]: what every answer carries.

pub mod access;
pub mod assets;
pub mod client;
pub mod headers;
pub mod listen;
pub mod occupancy;
pub mod origin;
pub mod pages;
pub mod peer;
pub mod router;
pub mod socket;
