//! Whom fairness is about.

use std::net::{IpAddr, Ipv4Addr};

/// A client, and the address that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientKey {
    /// Shares fall to addresses first.
    pub address: AddressKey,
    /// Then to the clients of an address.
    pub client: ClientId,
}

/// One browser, as its signed cookie names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientId(pub u128);

/// What counts as one address. A household has a whole /64 of IPv6, so its parts count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressKey {
    /// An IPv4 address, also where it comes mapped into IPv6.
    V4(Ipv4Addr),
    /// The first 64 bits of an IPv6 address.
    V6Prefix(u64),
    /// A client of a network that the operator exempts from what bounds one address: it counts as an
    /// address of its own.
    Exempt(ClientId),
}

impl From<IpAddr> for AddressKey {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6Prefix((address.to_bits() >> 64) as u64),
        }
    }
}
