//! Whose address a request comes from, also through proxies.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

use super::router::App;
use crate::config::Networks;

/// What a proxy adds each visitor's address to; the last entry is the nearest.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What a proxy says about how the visitor reached it.
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Who sent a request, as far as it can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The visitor's address.
    pub address: IpAddr,
    /// Whether a trusted proxy handed the request on: only then its headers about the visitor count.
    pub through_proxy: bool,
    /// Whether the visitor reached the proxy by https.
    pub https: bool,
}

impl Peer {
    /// Reads it from a connection's address and a request's headers.
    ///
    /// From the nearest to the farthest: each address that a trusted proxy names is believed, and the
    /// first that is no such proxy is the visitor. Anyone can write such a header, so what stands
    /// before it is not.
    pub fn new(connection: IpAddr, headers: &HeaderMap, trusted: &Networks) -> Self {
        let connection = connection.to_canonical();
        if !trusted.contains(connection) {
            return Self { address: connection, through_proxy: false, https: false };
        }
        let named: Vec<&str> = headers
            .get_all(FORWARDED_FOR)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let mut address = connection;
        for word in named.into_iter().rev() {
            let Some(named) = parse(word.trim()) else { break };
            address = named;
            if !trusted.contains(address) {
                break;
            }
        }
        let https = headers.get(FORWARDED_PROTO).is_some_and(|proto| proto.as_bytes() == b"https");
        Self { address, through_proxy: true, https }
    }
}

/// An address, as proxies write it: alone, or with a port.
fn parse(word: &str) -> Option<IpAddr> {
    let address = word.parse::<IpAddr>().or_else(|_| word.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

/// Adds the [`Peer`] to every request.
pub(super) async fn identify(
    State(app): State<App>,
    ConnectInfo(connection): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = Peer::new(connection.ip(), request.headers(), &app.trusted_proxies);
    request.extensions_mut().insert(peer);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(connection: &str, forwarded: &[&str], address: &str) {
        let trusted = "10.0.0.0/8".parse().expect("a network");
        let value = |value: &&str| (FORWARDED_FOR, value.parse().expect("a header's value"));
        let headers: HeaderMap = forwarded.iter().map(value).collect();
        let peer = Peer::new(connection.parse().expect("an address"), &headers, &trusted);
        assert_eq!(peer.address, address.parse::<IpAddr>().expect("an address"), "{forwarded:?}");
    }

    #[test]
    fn a_stranger_cannot_claim_another_address() {
        check("192.0.2.1", &["203.0.113.9"], "192.0.2.1");
        check("10.0.0.1", &["203.0.113.9, 192.0.2.1"], "192.0.2.1");
    }

    #[test]
    fn a_chain_of_trusted_proxies_is_followed_to_the_visitor() {
        check("10.0.0.1", &["192.0.2.1, 10.0.0.2"], "192.0.2.1");
        check("10.0.0.1", &["10.0.0.3"], "10.0.0.3");
        check("::ffff:10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1");
    }

    #[test]
    fn what_is_no_address_ends_the_chain() {
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &["192.0.2.1, unknown, 10.0.0.2"], "10.0.0.2");
        check("10.0.0.1", &["<script>"], "10.0.0.1");
    }

    #[test]
    fn headers_in_several_lines_are_one_list() {
        let trusted = "10.0.0.0/8".parse().expect("a network");
        let mut headers = HeaderMap::new();
        for value in ["203.0.113.9", "192.0.2.1"] {
            headers.append(FORWARDED_FOR, value.parse().expect("a header's value"));
        }
        headers.insert(FORWARDED_PROTO, "https".parse().expect("a header's value"));
        let peer = Peer::new(IpAddr::from([10, 0, 0, 1]), &headers, &trusted);
        let expected = Peer { address: IpAddr::from([192, 0, 2, 1]), through_proxy: true, https: true };
        assert_eq!(peer, expected);
    }
}
