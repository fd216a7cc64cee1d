//! Addresses in their many spellings against the literal check.

use super::*;

/// Everything here must be refused while private addresses are.
const REFUSED: &[&str] = &[
    // loopback in every spelling
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://0177.0.0.0x1/",
    "https://127.0.0.1./",
    "https://127.255.255.254/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[0000::0001]/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://a.localhost/",
    "https://localhost:8443/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://%31%32%37.0.0.1/",
    "https://ｌocalhost/",
    // IPv6 that carries IPv4
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::10.0.0.1]/",
    "https://[64:ff9b::169.254.169.254]/",
    "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a00:1::1]/",
    "https://[2001:0:7f00:1::]/",
    // this network, unspecified, broadcast
    "https://0/",
    "https://0.0.0.0/",
    "https://[::]/",
    "https://0.1.2.3/",
    "https://255.255.255.255/",
    "https://240.0.0.1/",
    // private networks, carrier-grade NAT
    "https://10.0.0.1/",
    "https://10.255.255.255/",
    "https://172.16.0.1/",
    "https://172.31.255.254/",
    "https://192.168.0.1/",
    "https://192.168.1.1:8443/",
    "https://0xc0a80001/",
    "https://3232235521/",
    "https://100.64.0.1/",
    "https://100.127.255.254/",
    "https://[fc00::1]/",
    "https://[fd12:3456:789a::1]/",
    // link-local and metadata
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://2852039166/",
    "https://169.254.170.2/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[fd00:ec2::254]/",
    "https://metadata.google.internal/",
    "https://metadata/",
    // documentation, benchmarks, multicast, discard
    "https://192.0.0.1/",
    "https://192.0.2.1/",
    "https://198.51.100.1/",
    "https://203.0.113.1/",
    "https://198.18.0.1/",
    "https://198.19.255.1/",
    "https://192.88.99.1/",
    "https://224.0.0.1/",
    "https://239.255.255.250/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://[3fff::1]/",
    "https://[100::1]/",
    "https://[5f00::1]/",
    "https://[4000::1]/",
    // names of the local network
    "https://intranet/",
    "https://printer.local/",
    "https://db.internal/",
    "https://1.0.0.127.in-addr.arpa/",
    "https://router.lan/",
    // not plain https
    "http://example.com/",
    "http://127.0.0.1/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:1",
    "data:text/plain,a",
    "//example.com/",
    "example.com",
    "",
    "https://",
    "https:///",
    "unix:/var/run/docker.sock",
    // userinfo, and what is not a host
    "https://user@example.com/",
    "https://user:pass@example.com/",
    "https://example.com@127.0.0.1/",
    "https://:pass@example.com/",
    "https://exa mple.com/",
    "https://[::1",
    "https://example.com:99999/",
    "https://256.256.256.256/",
    "https://1.2.3.4.5/",
    "https://./",
];

#[test]
fn no_spelling_of_a_private_address_passes() {
    let egress = Egress::new(false).expect("a client");
    let passed: Vec<_> = REFUSED.iter().filter(|address| egress.check(address).is_ok()).collect();
    assert!(passed.is_empty(), "these passed: {passed:?}");
}

#[test]
fn public_https_addresses_pass() {
    let egress = Egress::new(false).expect("a client");
    for address in [
        "https://example.com/hook",
        "https://example.com:8443/hook?a=b",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "https://[64:ff9b::8.8.8.8]/",
        "https://bücher.example/",
        "https://172.15.0.1/",
        "https://172.32.0.1/",
        "https://100.63.0.1/",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
    ] {
        assert!(egress.check(address).is_ok(), "{address}");
    }
}

#[test]
fn operator_may_open_private_networks_but_never_metadata() {
    let egress = Egress::new(true).expect("a client");
    for address in [
        "https://10.0.0.1/",
        "https://intranet/",
        "http://127.0.0.1:8080/",
        "http://localhost/",
        "http://[::1]/",
        "https://[fd00::1]/",
    ] {
        assert!(egress.check(address).is_ok(), "{address}");
    }
    for address in [
        "http://10.0.0.1/",
        "http://example.com/",
        "https://169.254.169.254/",
        "https://[::ffff:169.254.169.254]/",
        "https://[fe80::1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://user@10.0.0.1/",
    ] {
        assert_eq!(egress.check(address), Err(EgressError::Forbidden), "{address}");
    }
}

#[test]
fn overlong_address_is_refused() {
    let egress = Egress::new(false).expect("a client");
    assert!(egress.check(&format!("https://example.com/{}", "a".repeat(ADDRESS_LIMIT_BYTES))).is_err());
}
