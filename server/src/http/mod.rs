//! Router, page, WebSocket upgrade, headers. The only place with axum.
