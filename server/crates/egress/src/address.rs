//! Which addresses lie inside: the classification of IP addresses, without any I/O.
//!
//! For IPv4 the inside is listed and the rest is the public internet. For IPv6 it is the other way round: only 2000::/3
//! is the public internet, less the blocks listed here, so a prefix nobody thought of is refused.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// Why an address may not be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockReason {
    /// `0.0.0.0/8` and `::`, which many systems treat as this machine.
    Unspecified,
    /// `127.0.0.0/8` and `::1`.
    Loopback,
    /// RFC 1918 networks.
    Private,
    /// Unique local IPv6 (`fc00::/7`) and the older site-local (`fec0::/10`).
    UniqueLocal,
    /// `169.254.0.0/16` and `fe80::/10`, where clouds keep their metadata service.
    LinkLocal,
    /// A cloud's control address outside the link-local range.
    Metadata,
    /// `100.64.0.0/10`, the carrier's own network.
    SharedAddressSpace,
    /// Multicast groups.
    Multicast,
    /// `255.255.255.255`.
    Broadcast,
    /// Networks set aside for documentation.
    Documentation,
    /// Networks set aside for measuring equipment.
    Benchmarking,
    /// IPv6 that carries an IPv4 address and would be translated or tunnelled: mapped, compatible, NAT64, 6to4, Teredo.
    EmbeddedIpv4,
    /// Set aside by IANA for protocols or for the future, hence no host of the public internet.
    Reserved,
}

impl BlockReason {
    /// The reason in words, as the middle of a sentence.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Unspecified => "an unspecified address",
            Self::Loopback => "a loopback address",
            Self::Private => "a private network",
            Self::UniqueLocal => "a unique local network",
            Self::LinkLocal => "a link-local address",
            Self::Metadata => "a cloud metadata address",
            Self::SharedAddressSpace => "a carrier-grade NAT network",
            Self::Multicast => "a multicast address",
            Self::Broadcast => "the broadcast address",
            Self::Documentation => "a documentation network",
            Self::Benchmarking => "a benchmarking network",
            Self::EmbeddedIpv4 => "an IPv6 address that carries an IPv4 address",
            Self::Reserved => "a reserved network",
        }
    }
}

impl fmt::Display for BlockReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text())
    }
}

/// The inside of IPv4. The first match counts, so narrower networks stand before wider ones.
const IPV4_INSIDE: &[(Ipv4Net, BlockReason)] = &[
    (v4([0, 0, 0, 0], 8), BlockReason::Unspecified),
    (v4([10, 0, 0, 0], 8), BlockReason::Private),
    (v4([100, 64, 0, 0], 10), BlockReason::SharedAddressSpace),
    (v4([127, 0, 0, 0], 8), BlockReason::Loopback),
    // Azure's control plane answers virtual machines here
    (v4([168, 63, 129, 16], 32), BlockReason::Metadata),
    (v4([169, 254, 0, 0], 16), BlockReason::LinkLocal),
    (v4([172, 16, 0, 0], 12), BlockReason::Private),
    (v4([192, 0, 0, 0], 24), BlockReason::Reserved),
    (v4([192, 0, 2, 0], 24), BlockReason::Documentation),
    // the retired anycast address of 6to4 relays
    (v4([192, 88, 99, 0], 24), BlockReason::Reserved),
    (v4([192, 168, 0, 0], 16), BlockReason::Private),
    (v4([198, 18, 0, 0], 15), BlockReason::Benchmarking),
    (v4([198, 51, 100, 0], 24), BlockReason::Documentation),
    (v4([203, 0, 113, 0], 24), BlockReason::Documentation),
    (v4([224, 0, 0, 0], 4), BlockReason::Multicast),
    (v4([255, 255, 255, 255], 32), BlockReason::Broadcast),
    (v4([240, 0, 0, 0], 4), BlockReason::Reserved),
];

/// What of IPv6 is inside although it may lie in 2000::/3, and the names for the best-known blocks outside of it.
const IPV6_INSIDE: &[(Ipv6Net, BlockReason)] = &[
    (v6([0, 0, 0, 0, 0, 0, 0, 0], 128), BlockReason::Unspecified),
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), BlockReason::Loopback),
    (v6([0, 0, 0, 0, 0, 0, 0, 0], 96), BlockReason::EmbeddedIpv4),
    (v6([0, 0, 0, 0, 0, 0xffff, 0, 0], 96), BlockReason::EmbeddedIpv4),
    (v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96), BlockReason::EmbeddedIpv4),
    (v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96), BlockReason::EmbeddedIpv4),
    (v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48), BlockReason::EmbeddedIpv4),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32), BlockReason::EmbeddedIpv4),
    (v6([0x2001, 2, 0, 0, 0, 0, 0, 0], 48), BlockReason::Benchmarking),
    (v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), BlockReason::Documentation),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), BlockReason::Reserved),
    (v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), BlockReason::EmbeddedIpv4),
    (v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), BlockReason::Documentation),
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), BlockReason::UniqueLocal),
    (v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), BlockReason::LinkLocal),
    (v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10), BlockReason::UniqueLocal),
    (v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), BlockReason::Multicast),
];

/// All that IANA hands out for the public internet.
const IPV6_PUBLIC: Ipv6Net = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

const fn v4(octets: [u8; 4], prefix: u8) -> Ipv4Net {
    let [a, b, c, d] = octets;
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(segments: [u16; 8], prefix: u8) -> Ipv6Net {
    let [a, b, c, d, e, f, g, h] = segments;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), prefix)
}

/// Why `address` lies inside, or `None` for a host of the public internet.
#[must_use]
pub fn judge(address: IpAddr) -> Option<BlockReason> {
    match address {
        IpAddr::V4(address) => judge_ipv4(address),
        IpAddr::V6(address) => judge_ipv6(address),
    }
}

fn judge_ipv4(address: Ipv4Addr) -> Option<BlockReason> {
    IPV4_INSIDE
        .iter()
        .find(|(network, _)| network.contains(&address))
        .map(|(_, reason)| *reason)
}

fn judge_ipv6(address: Ipv6Addr) -> Option<BlockReason> {
    let named = IPV6_INSIDE
        .iter()
        .find(|(network, _)| network.contains(&address))
        .map(|(_, reason)| *reason);
    named.or_else(|| (!IPV6_PUBLIC.contains(&address)).then_some(BlockReason::Reserved))
}

/// The IPv4 address that an IPv4-mapped IPv6 address stands for: the operating system connects to that one.
pub(crate) fn mapped_ipv4(address: IpAddr) -> Option<Ipv4Addr> {
    match address {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => address.to_ipv4_mapped(),
    }
}
