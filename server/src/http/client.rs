//! Who asks: the browser, by a signed cookie, and its address.

use std::fs;
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use axum::http::{HeaderMap, HeaderValue, header};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::run::queue::{ClientId, ClientKey};

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

    /// Who asks. A client without a valid cookie is a new one each time.
    pub fn identify(&self, headers: &HeaderMap, address: IpAddr) -> ClientKey {
        let client = self.known(headers).unwrap_or_else(new_client);
        ClientKey { address: address.into(), client }
    }

    /// The `Set-Cookie` header for a browser that has no valid cookie.
    pub fn cookie_for(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        if self.known(headers).is_some() {
            return None;
        }
        let value = self.sign(new_client());
        let cookie = format!("{COOKIE}={value}; Path=/; Max-Age={COOKIE_MAX_AGE_S}; HttpOnly; SameSite=Lax");
        HeaderValue::try_from(cookie).ok()
    }

    fn known(&self, headers: &HeaderMap) -> Option<ClientId> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        cookies
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
            .find_map(|value| self.verify(value))
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
        let mac = <Hmac<Sha256>>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.chain_update(client.0.to_be_bytes())
    }
}

fn new_client() -> ClientId {
    ClientId(uuid::Uuid::new_v4().as_u128())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let cookie = clients.cookie_for(&HeaderMap::new()).expect("a new browser gets a cookie");
        let headers = headers(&format!("other=1; {}", value_of(&cookie)));
        let address = IpAddr::from([127, 0, 0, 1]);
        assert!(clients.cookie_for(&headers).is_none());
        let again = Clients::open(directory.path()).expect("the key is read");
        assert_eq!(clients.identify(&headers, address), again.identify(&headers, address));
    }

    #[test]
    fn a_forged_cookie_is_nobody() {
        let directory = tempfile::tempdir().expect("a directory");
        let clients = Clients::open(directory.path()).expect("a key is made");
        let cookie = clients.cookie_for(&HeaderMap::new()).expect("a new browser gets a cookie");
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
