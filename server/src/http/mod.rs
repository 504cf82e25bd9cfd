//! Router, page, WebSocket upgrade, headers. The only place with axum.
//!
//! - [`router`]: what is served where.
//! - [`client`]: who asks: the signed cookie and the address.
//! - [`socket`]: the WebSocket, as the session sees it.
//! - [`headers`]: what every answer carries.

pub mod client;
pub mod headers;
pub mod origin;
pub mod router;
pub mod socket;
