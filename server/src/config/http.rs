//! The web side: where the server listens and whom it answers.

use std::net::{Ipv4Addr, SocketAddr};

use super::networks::Networks;
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
        /// The proxies in front of this server, as addresses or networks: only they are believed when they say, in
        /// `X-Forwarded-For`, whose request they hand on.
        trusted_proxies: Networks = Networks::default(), "trusted-proxies", "MADANG_TRUSTED_PROXIES";
        /// Networks in which an address is not one person, a school's behind one router for example: each of their
        /// clients counts as an address of its own. This machine itself, where nothing is set.
        exempt_networks: Networks = Networks::loopback(), "exempt-networks", "MADANG_EXEMPT_NETWORKS";
        /// Connections at once, of everybody.
        connections_max: usize = 4096_usize, "connections-max", "MADANG_CONNECTIONS_MAX";
        /// Connections at once from one address. A browser opens up to six while it loads the page.
        connections_per_address_max: usize = 512_usize, "connections-per-address-max", "MADANG_CONNECTIONS_PER_ADDRESS_MAX";
        /// Open pages, or programs that speak the protocol, of one address.
        sockets_per_address_max: usize = 256_usize, "sockets-per-address-max", "MADANG_SOCKETS_PER_ADDRESS_MAX";
        /// Open pages of one browser.
        sockets_per_client_max: usize = 32_usize, "sockets-per-client-max", "MADANG_SOCKETS_PER_CLIENT_MAX";
        /// Seconds that running programs get to end by themselves when the server is asked to stop.
        drain_s: u64 = 5_u64, "drain-s", "MADANG_DRAIN_S";
    }
}
