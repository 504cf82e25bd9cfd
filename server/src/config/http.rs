//! The web side: where the server listens and whom it answers.

use std::net::{Ipv4Addr, SocketAddr};

use super::settings::{Words, settings};

settings! {
    /// Where the server listens and whom it answers.
    HttpConfig, HttpLayer {
        /// The address and port to listen at; port 0 takes any free one.
        listen: SocketAddr = (Ipv4Addr::LOCALHOST, 3000), "listen", "MADANG_LISTEN";
        /// The origins whose pages may use this server, `https://code.example.org` for example. Where
        /// empty: the page's own origin, as long as its host is an IP address or `localhost`.
        origins: Words = Words::default(), "origins", "MADANG_ORIGINS";
        /// More origins, for a front end that is served by a developer's tool.
        dev_origins: Words = Words::default(), "dev-origins", "MADANG_DEV_ORIGINS";
        /// Seconds that running programs get to end by themselves when the server is asked to stop.
        drain_s: u64 = 5_u64, "drain-s", "MADANG_DRAIN_S";
    }
}
