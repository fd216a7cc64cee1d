//! Whose address a request comes from, and under what name it is counted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use crate::config::Cidr;

/// The client's address: the peer's, or, when the peer is a trusted proxy, the nearest address in `X-Forwarded-For`
/// that is not itself a trusted proxy. What stands further to the left was written by the client and is not believed.
///
/// `forwarded_for` are the values of the header in the order they came.
#[must_use]
pub fn client<'a, I>(peer: IpAddr, forwarded_for: I, trusted: &[Cidr]) -> IpAddr
where
    I: IntoIterator<Item = &'a str>,
    I::IntoIter: DoubleEndedIterator,
{
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut nearest = peer.to_canonical();
    for text in forwarded_for.into_iter().rev().flat_map(|value| value.rsplit(',')) {
        if !is_trusted(nearest) {
            break;
        }
        match parse(text.trim()) {
            Some(address) => nearest = address,
            // A proxy that writes nonsense is believed up to there.
            None => break,
        }
    }
    nearest
}

/// The name an address is counted under: an IPv6 customer has at least a /64, so that is one name.
#[must_use]
pub fn key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

/// Some proxies write the port as well.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded_for: &[&str]) -> String {
        let trusted: Vec<Cidr> = ["10.0.0.0/8", "2001:db8:1::/48"].map(|text| text.parse().unwrap()).to_vec();
        client(peer.parse().unwrap(), forwarded_for.iter().copied(), &trusted).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed_whatever_it_claims() {
        for claim in ["1.2.3.4", "10.0.0.1", "127.0.0.1", "1.2.3.4, 10.0.0.1"] {
            assert_eq!(seen("203.0.113.9", &[claim]), "203.0.113.9");
        }
    }

    #[test]
    fn a_trusted_proxy_names_the_client() {
        assert_eq!(seen("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen("::ffff:10.0.0.1", &["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(seen("2001:db8:1::5", &["[2001:db8:2::1]:443"]), "2001:db8:2::1");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn only_the_part_proxies_wrote_counts() {
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, 198.51.100.7, 10.0.0.2"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4", "198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, garbage"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, garbage, 10.0.0.3"]), "10.0.0.3");
    }

    #[test]
    fn an_ipv6_customer_has_one_name() {
        let name = |text: &str| key(text.parse().unwrap());
        assert_eq!(name("2001:db8:1:2::1"), name("2001:db8:1:2:ffff::9"));
        assert_ne!(name("2001:db8:1:2::1"), name("2001:db8:1:3::1"));
        assert_eq!(name("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
