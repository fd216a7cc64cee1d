//! Which addresses are out of reach, after the IANA special-purpose registries.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the server may connect to an address that somebody supplied. The operator's `allow_private` opens private
/// networks and loopback, never link-local (cloud metadata lives there), multicast or the unspecified address.
#[must_use]
pub fn may_reach(ip: IpAddr, allow_private: bool) -> bool {
    match kind(ip) {
        Kind::Public => true,
        Kind::Private => allow_private,
        Kind::Never => false,
    }
}

/// Whether a host name may be looked up at all; what it resolves to is judged by [`may_reach`].
pub(super) fn name_may_be_resolved(name: &str, allow_private: bool) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    if name.is_empty() || allow_private {
        return !name.is_empty();
    }
    // Names without a dot, and these endings, are answered by the local network only.
    let local = ["localhost", "local", "internal", "intranet", "lan", "arpa"];
    match name.rsplit_once('.') {
        None => false,
        Some((_, last)) => !local.contains(&last),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Public,
    Private,
    Never,
}

fn kind(ip: IpAddr) -> Kind {
    match ip {
        IpAddr::V4(ip) => kind_v4(ip),
        IpAddr::V6(ip) => kind_v6(ip),
    }
}

fn kind_v4(ip: Ipv4Addr) -> Kind {
    match ip.octets() {
        [10 | 127, ..] | [192, 168, ..] => Kind::Private,
        [172, b, ..] if (16..=31).contains(&b) => Kind::Private,
        [100, b, ..] if (64..=127).contains(&b) => Kind::Private,
        // This network, link-local, protocol assignments, documentation, 6to4 relays, benchmarks, multicast, reserved.
        [0, ..] | [169, 254, ..] | [192, 0, 0 | 2, _] | [192, 88, 99, _] => Kind::Never,
        [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] | [224..=255, ..] => Kind::Never,
        _ => Kind::Public,
    }
}

fn kind_v6(ip: Ipv6Addr) -> Kind {
    let s = ip.segments();
    if ip.is_loopback() {
        return Kind::Private;
    }
    match s {
        // IPv4-mapped is IPv4 under another spelling.
        [0, 0, 0, 0, 0, 0xffff, ..] => kind_v4(embedded(s[6], s[7])),
        // NAT64 leads to the IPv4 address inside it; the translator sits in our network, so only public ones count.
        [0x64, 0xff9b, 0, 0, 0, 0, ..] if kind_v4(embedded(s[6], s[7])) == Kind::Public => Kind::Public,
        [0x64, 0xff9b, ..] => Kind::Never,
        [0xfc00..=0xfdff, ..] => Kind::Private,
        // Protocol assignments with Teredo and ORCHID, documentation, 6to4: tunnels and names, not hosts.
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x2002, ..] | [0x3fff, 0..=0x0fff, ..] => Kind::Never,
        // Global unicast is 2000::/3; all else is link-local, site-local, multicast, discard or unassigned.
        [0x2000..=0x3fff, ..] => Kind::Public,
        _ => Kind::Never,
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}
