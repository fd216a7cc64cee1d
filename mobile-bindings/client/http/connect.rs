//! The HTTP client itself: which servers may be named, what is trusted, no redirects.

use std::time::Duration;

use reqwest::{Certificate, Client, redirect};
use url::{Host, Url};

use super::trust;
use crate::client::{ClientError, Options};

/// The server's address with a slash at the end, so that paths can be joined to it.
pub(super) fn base(server_url: &str) -> Result<Url, ClientError> {
    let mut base = Url::parse(server_url.trim()).map_err(ClientError::bad_payload)?;
    match base.scheme() {
        "https" => {}
        "http" if is_loopback(&base) => {}
        _ => return Err(ClientError::bad_payload("the server's address must begin with https://")),
    }
    if !base.username().is_empty() || base.password().is_some() || base.query().is_some() || base.fragment().is_some() {
        return Err(ClientError::bad_payload("the server's address holds more than a place"));
    }
    if !base.path().ends_with('/') {
        let path = format!("{}/", base.path());
        base.set_path(&path);
    }
    Ok(base)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// One client serves calls and sockets: HTTP/1.1, since a socket begins as such a request.
pub(super) fn client(base: &Url, options: &Options) -> Result<Client, ClientError> {
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .http1_only()
        .connect_timeout(options.connect_timeout)
        .pool_idle_timeout(Duration::from_secs(30))
        .user_agent(concat!("pronto-mobile/", env!("CARGO_PKG_VERSION")));
    if base.scheme() == "http" {
        // Nothing is encrypted on this machine's own loop, so the device's certificates, which may be absent, are not read.
        builder = builder.no_proxy().tls_certs_only(Vec::<Certificate>::new());
    } else {
        builder = trust::encrypted(builder, options)?;
    }
    builder.build().map_err(ClientError::internal)
}

/// A file's name as a header may carry it: UTF-8, percent-encoded.
pub(super) fn percent_encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for good in ["https://chat.example.org", "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:2/"] {
            assert!(base(good).is_ok(), "{good}");
        }
        for bad in
            ["http://chat.example.org", "http://10.0.0.1", "ftp://localhost", "https://a:b@c.d", "localhost:80", ""]
        {
            assert!(base(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn paths_are_joined_below_a_folder() {
        let base = base("https://example.org/chat").expect("an address");
        assert_eq!(base.join("v1/me").expect("a path").as_str(), "https://example.org/chat/v1/me");
    }

    #[test]
    fn file_names_become_plain_ascii() {
        assert_eq!(percent_encoded("ação 1.png"), "a%C3%A7%C3%A3o%201.png");
    }
}
