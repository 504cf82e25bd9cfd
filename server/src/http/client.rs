//! Who asks: the browser, by a signed cookie, and its address.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use axum::http::{HeaderMap, HeaderValue, header};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::peer::Peer;
use crate::config::Networks;
use crate::run::queue::{AddressKey, ClientId, ClientKey};

/// The cookie that tells browsers of one address apart. It says nothing about a person.
const COOKIE: &str = "madang_client";

/// How long a browser keeps it, in seconds: a year.
const COOKIE_MAX_AGE_S: u32 = 31_536_000;

const KEY_BYTES: usize = 32;

/// Signs and checks the cookie, so that nobody takes many shares of an address by making many up.
#[derive(Clone)]
pub struct Clients {
    key: [u8; KEY_BYTES],
}

impl Clients {
    /// Takes the key from the data directory, or makes one there.
    ///
    /// # Errors
    /// Where the file can be neither read nor made.
    pub fn open(data_dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(data_dir)?;
        let path = data_dir.join("cookie.key");
        match fs::read(&path) {
            Ok(bytes) => {
                let key =
                    bytes.try_into().map_err(|_| io::Error::other("cookie.key is damaged: remove it"))?;
                Ok(Self { key })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = [0; KEY_BYTES];
                getrandom::fill(&mut key).map_err(io::Error::other)?;
                let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
                file.write_all(&key)?;
                Ok(Self { key })
            }
            Err(error) => Err(error),
        }
    }

    /// Who asks: a user whom a proxy names, else a browser by its cookie. A client without either is a
    /// new one each time.
    pub fn identify(
        &self,
        headers: &HeaderMap,
        peer: Peer,
        user: Option<&[u8]>,
        exempt: &Networks,
    ) -> ClientKey {
        let client = user.map(|user| self.client_of(user)).or_else(|| self.known(headers));
        let client = client.unwrap_or_else(new_client);
        let address =
            if exempt.contains(peer.address) { AddressKey::Exempt(client) } else { peer.address.into() };
        ClientKey { address, client }
    }

    /// The `Set-Cookie` header for a browser that has no valid cookie.
    pub fn cookie_for(&self, headers: &HeaderMap, https: bool) -> Option<HeaderValue> {
        let unknown = self.known(headers).is_none();
        unknown.then(|| set_cookie(COOKIE, &self.sign(new_client()), COOKIE_MAX_AGE_S, https))
    }

    /// What a text looks like signed. Nobody without the key can make it, or learn the text from it.
    pub(super) fn tag(&self, text: &str) -> [u8; 32] {
        self.signature(b"access token", text.as_bytes()).finalize().into_bytes().into()
    }

    /// Whether a text is the one of this tag, in the same time for every text.
    pub(super) fn matches(&self, text: &str, tag: &[u8; 32]) -> bool {
        self.tag(text).ct_eq(tag).into()
    }

    fn known(&self, headers: &HeaderMap) -> Option<ClientId> {
        cookie(headers, COOKIE).find_map(|value| self.verify(value))
    }

    fn client_of(&self, user: &[u8]) -> ClientId {
        let tag: [u8; 32] = self.signature(b"user", user).finalize().into_bytes().into();
        ClientId(u128::from_be_bytes(*tag.first_chunk().expect("a signature has 32 bytes")))
    }

    fn sign(&self, client: ClientId) -> String {
        let tag = self.mac(client).finalize().into_bytes();
        format!("{:032x}{}", client.0, hex::encode(tag))
    }

    fn verify(&self, value: &str) -> Option<ClientId> {
        let (id, tag) = value.split_at_checked(32)?;
        let client = ClientId(u128::from_str_radix(id, 16).ok()?);
        self.mac(client).verify_slice(&hex::decode(tag).ok()?).ok()?;
        Some(client)
    }

    fn mac(&self, client: ClientId) -> Hmac<Sha256> {
        self.signature(b"", &client.0.to_be_bytes())
    }

    /// What is signed for one purpose is worth nothing for another.
    fn signature(&self, purpose: &[u8], text: &[u8]) -> Hmac<Sha256> {
        let mac = <Hmac<Sha256>>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.chain_update(purpose).chain_update(text)
    }
}

/// The values of a cookie; a browser may send several of one name.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let pairs = cookies.flat_map(|cookies| cookies.split(';'));
    pairs.filter_map(move |pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// A cookie that no script reads and no foreign page's request carries.
pub(super) fn set_cookie(name: &str, value: &str, max_age_s: u32, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).expect("names and values are of hexadecimal and ASCII")
}

fn new_client() -> ClientId {
    ClientId(uuid::Uuid::new_v4().as_u128())
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    const PEER: Peer =
        Peer { address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), through_proxy: false, https: false };

    fn headers(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, cookie.parse().expect("a header's value"))])
    }

    fn value_of(cookie: &HeaderValue) -> String {
        cookie.to_str().expect("ASCII").split(';').next().expect("a pair").to_owned()
    }

    #[test]
    fn a_browser_stays_the_same_client_also_after_a_restart() {
        let directory = tempfile::tempdir().expect("a directory");
        let clients = Clients::open(directory.path()).expect("a key is made");
        let cookie = clients.cookie_for(&HeaderMap::new(), false).expect("a new browser gets a cookie");
        let headers = headers(&format!("other=1; {}", value_of(&cookie)));
        assert!(clients.cookie_for(&headers, false).is_none());
        let again = Clients::open(directory.path()).expect("the key is read");
        let identify = |clients: &Clients| clients.identify(&headers, PEER, None, &Networks::default());
        assert_eq!(identify(&clients), identify(&again));
    }

    #[test]
    fn a_user_whom_a_proxy_names_is_one_client_on_all_devices() {
        let directory = tempfile::tempdir().expect("a directory");
        let clients = Clients::open(directory.path()).expect("a key is made");
        let identify =
            |user: &[u8]| clients.identify(&HeaderMap::new(), PEER, Some(user), &Networks::default());
        assert_eq!(identify(b"mina"), identify(b"mina"));
        assert_ne!(identify(b"mina").client, identify(b"junho").client);
    }

    #[test]
    fn in_an_exempt_network_each_client_counts_as_an_address() {
        let directory = tempfile::tempdir().expect("a directory");
        let clients = Clients::open(directory.path()).expect("a key is made");
        let exempt: Networks = "192.0.2.0/24".parse().expect("a network");
        let identify = |exempt| clients.identify(&HeaderMap::new(), PEER, None, exempt).address;
        assert_ne!(identify(&exempt), identify(&exempt));
        assert_eq!(identify(&Networks::default()), identify(&Networks::default()));
    }

    #[test]
    fn cookies_over_https_are_sent_over_nothing_else() {
        let cookie = |https| set_cookie("name", "value", 7, https).to_str().expect("ASCII").to_owned();
        assert_eq!(cookie(false), "name=value; Path=/; Max-Age=7; HttpOnly; SameSite=Lax");
        assert_eq!(cookie(true), "name=value; Path=/; Max-Age=7; HttpOnly; SameSite=Lax; Secure");
    }

    #[test]
    fn a_forged_cookie_is_nobody() {
        let directory = tempfile::tempdir().expect("a directory");
        let clients = Clients::open(directory.path()).expect("a key is made");
        let cookie = clients.cookie_for(&HeaderMap::new(), false).expect("a new browser gets a cookie");
        let mut forged = value_of(&cookie);
        let last = if forged.pop() == Some('0') { '1' } else { '0' };
        forged.push(last);
        for value in [forged.as_str(), "madang_client=", "madang_client=é", "madang_client=00"] {
            if let Ok(cookie) = value.parse::<HeaderValue>() {
                let headers = HeaderMap::from_iter([(header::COOKIE, cookie)]);
                assert!(clients.known(&headers).is_none(), "{value}");
            }
        }
    }
}
