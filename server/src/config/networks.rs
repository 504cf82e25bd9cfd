//! Sets of addresses, as operators write them.

use std::net::IpAddr;

use ipnet::IpNet;

/// Networks: a list in the file, separated by commas in a flag or a variable. Each is an address, or one
/// with the length of its prefix: `10.0.0.0/8`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Networks(Vec<IpNet>);

/// A word that names no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an address nor a network such as 10.0.0.0/8")]
pub struct NoNetwork(String);

impl Networks {
    /// What every machine calls itself.
    pub fn loopback() -> Self {
        Self::read(["127.0.0.0/8", "::1"]).expect("both are networks")
    }

    /// Whether an address lies in one of them; an IPv4 address also where it comes mapped into IPv6.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of both.
    pub fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().chain(&other.0).copied().collect())
    }

    fn read<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, NoNetwork> {
        let words = words.into_iter().map(str::trim).filter(|word| !word.is_empty());
        words.map(network).collect::<Result<_, _>>().map(Self)
    }
}

fn network(word: &str) -> Result<IpNet, NoNetwork> {
    let address = || word.parse::<IpAddr>().map(IpNet::from);
    word.parse().or_else(|_| address()).map_err(|_| NoNetwork(word.to_owned()))
}

impl std::str::FromStr for Networks {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text.split(','))
    }
}

impl TryFrom<Vec<String>> for Networks {
    type Error = NoNetwork;

    fn try_from(words: Vec<String>) -> Result<Self, Self::Error> {
        Self::read(words.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_networks_of_both_kinds_are_understood() {
        let networks: Networks = "10.0.0.0/8, 192.0.2.7,2001:db8::/32".parse().expect("all are networks");
        for (address, inside) in [
            ("10.200.3.4", true),
            ("::ffff:10.0.0.1", true),
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("2001:db8::1", true),
            ("2001:db9::1", false),
        ] {
            assert_eq!(networks.contains(address.parse().expect("an address")), inside, "{address}");
        }
        assert_eq!("".parse(), Ok(Networks::default()));
    }

    #[test]
    fn what_is_no_network_is_named() {
        for wrong in ["10.0.0.0/33", "example.org", "10.0.0"] {
            let error = wrong.parse::<Networks>().expect_err("it is none").to_string();
            assert!(error.contains(wrong), "{error}");
        }
    }
}
