//! Whose pages may use this server: exact comparison, no patterns.

use axum::http::{HeaderMap, header};

use crate::config::HttpConfig;

/// The origins that are answered.
#[derive(Clone, Debug)]
pub struct Origins {
    allowed: Vec<String>,
    /// Whether a page may also come from this server itself, where no origin was configured.
    own: Own,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    /// As long as its host cannot be made to point here by somebody else's DNS.
    IfHostIsFixed,
    /// Only as configured.
    AsConfigured,
}

/// Why a request's origin is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// It comes from a page of somewhere else.
    #[error("pages of {0} may not use this server; its operator can allow them with MADANG_ORIGINS")]
    Foreign(String),
    /// It comes from a browser, and does not say from which page.
    #[error("a browser has to say which page a request comes from")]
    Absent,
}

impl Origins {
    /// The origins that the configuration names.
    pub fn new(config: &HttpConfig) -> Self {
        let own = if config.origins.0.is_empty() { Own::IfHostIsFixed } else { Own::AsConfigured };
        let configured = config.origins.0.iter().chain(&config.dev_origins.0);
        Self { allowed: configured.map(|origin| origin.trim_end_matches('/').to_owned()).collect(), own }
    }

    /// Checks a request that a foreign page must not be able to make.
    ///
    /// A request without an origin comes from a program, which could claim any; it is answered unless
    /// it carries a cookie, which only a browser has.
    ///
    /// # Errors
    /// Where the origin is another.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), OriginError> {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return if headers.contains_key(header::COOKIE) { Err(OriginError::Absent) } else { Ok(()) };
        };
        let origin = String::from_utf8_lossy(origin.as_bytes());
        if self.allowed.iter().any(|allowed| *allowed == origin) || self.is_own(&origin, headers) {
            Ok(())
        } else {
            Err(OriginError::Foreign(origin.into_owned()))
        }
    }

    fn is_own(&self, origin: &str, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
        self.own == Own::IfHostIsFixed
            && origin.strip_prefix("http://").is_some_and(|authority| authority == host)
            && is_fixed_host(host)
    }
}

/// Whether a host is an address or `localhost`: with any other name a foreign page could be served
/// under a name that later points here (DNS rebinding).
fn is_fixed_host(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<axum::http::uri::Authority>() else { return false };
    let host = authority.host();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Words;

    #[track_caller]
    fn check(configured: &[&str], headers: &[(&str, &str)], answered: bool) {
        let words = Words(configured.iter().map(|origin| (*origin).to_owned()).collect());
        let config = HttpConfig { origins: words, ..HttpConfig::default() };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: axum::http::HeaderName = name.parse().expect("a header's name");
            map.insert(name, value.parse().expect("a header's value"));
        }
        assert_eq!(Origins::new(&config).check(&map).is_ok(), answered, "{configured:?} {headers:?}");
    }

    #[test]
    fn the_page_of_this_server_is_answered_at_an_address_or_localhost() {
        check(&[], &[("host", "127.0.0.1:3000"), ("origin", "http://127.0.0.1:3000")], true);
        check(&[], &[("host", "[::1]:3000"), ("origin", "http://[::1]:3000")], true);
        check(&[], &[("host", "localhost:3000"), ("origin", "http://localhost:3000")], true);
        check(&[], &[("host", "rebound.example:3000"), ("origin", "http://rebound.example:3000")], false);
    }

    #[test]
    fn foreign_and_look_alike_origins_are_refused() {
        let host = ("host", "127.0.0.1:3000");
        for origin in [
            "http://evil.example",
            "http://127.0.0.1:3001",
            "https://127.0.0.1:3000",
            "http://127.0.0.1:3000.evil.example",
            "http://127.0.0.1",
            "null",
            "",
        ] {
            check(&[], &[host, ("origin", origin)], false);
        }
    }

    #[test]
    fn a_configured_origin_is_the_only_one() {
        let host = ("host", "127.0.0.1:3000");
        check(&["https://code.example/"], &[host, ("origin", "https://code.example")], true);
        check(&["https://code.example"], &[host, ("origin", "https://code.example.evil.example")], false);
        check(&["https://code.example"], &[host, ("origin", "http://127.0.0.1:3000")], false);
    }

    #[test]
    fn a_program_needs_no_origin_and_a_browser_does() {
        check(&[], &[("host", "127.0.0.1:3000")], true);
        check(&[], &[("host", "127.0.0.1:3000"), ("cookie", "madang_client=x")], false);
    }
}
