//! Which endpoints are those of push services.

use url::{Host, Url};

use crate::egress::is_loopback;

/// An endpoint that may be posted to.
pub(super) struct Endpoint {
    /// The address.
    pub(super) url: Url,
    /// Whether the operator's list names this very address and not a name: then it may be a private one.
    pub(super) named_by_address: bool,
}

/// Whether a browser's endpoint is at one of the listed push services; asked when a device registers.
#[must_use]
pub fn endpoint_is_allowed(address: &str, allowed_hosts: &[String]) -> bool {
    read(address, allowed_hosts).is_some()
}

pub(super) fn read(address: &str, allowed_hosts: &[String]) -> Option<Endpoint> {
    let url = Url::parse(address).ok()?;
    let host = url.host()?;
    let text = host.to_string();
    allowed_hosts.iter().find(|pattern| covers(pattern, &text))?;
    let named_by_address = !matches!(&host, Host::Domain(name) if *name != "localhost");
    let scheme = url.scheme() == "https" || url.scheme() == "http" && named_by_address && is_loopback(&url);
    // A push service answers at its scheme's own port; another one would be some other service of that host.
    let port = url.port().is_none() || named_by_address;
    let userinfo = !url.username().is_empty() || url.password().is_some();
    (scheme && port && !userinfo).then_some(Endpoint { url, named_by_address })
}

/// `*.name` covers everything below a name, all else itself only.
fn covers(pattern: &str, host: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    match pattern.strip_prefix("*.") {
        Some(name) => host.strip_suffix(name).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
        None => pattern == host,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::settings::PushSettings, *};

    #[test]
    fn endpoints_of_the_known_push_services_pass() {
        let allowed = PushSettings::default().webpush_allowed_hosts;
        for address in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://web.push.apple.com/QAbc",
            "https://wns2-am3p.notify.windows.com/w/?token=abc",
            "https://FCM.googleapis.com:443/fcm/send/abc",
        ] {
            assert!(endpoint_is_allowed(address, &allowed), "{address}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let allowed = PushSettings::default().webpush_allowed_hosts;
        for address in [
            "http://fcm.googleapis.com/fcm/send/abc",
            "https://fcm.googleapis.com:8443/fcm/send/abc",
            "https://fcm.googleapis.com.evil.example/",
            "https://evilfcm.googleapis.com/",
            "https://push.apple.com/",
            "https://.push.apple.com/",
            "https://xpush.apple.com/",
            "https://user@fcm.googleapis.com/",
            "https://fcm.googleapis.com@127.0.0.1/",
            "https://127.0.0.1/",
            "http://localhost/",
            "https://[::1]/",
            "https://169.254.169.254/",
            "https://example.com/#fcm.googleapis.com",
            "not an address",
        ] {
            assert!(!endpoint_is_allowed(address, &allowed), "{address}");
        }
    }

    #[test]
    fn operator_may_name_an_address() {
        let allowed = ["127.0.0.1".into(), "[::1]".into(), "10.1.2.3".into()];
        assert!(read("http://127.0.0.1:5000/push/a", &allowed).is_some_and(|endpoint| endpoint.named_by_address));
        assert!(endpoint_is_allowed("http://[::1]:5000/push/a", &allowed));
        assert!(endpoint_is_allowed("https://10.1.2.3:5000/push/a", &allowed));
        assert!(!endpoint_is_allowed("http://10.1.2.3:5000/push/a", &allowed));
        assert!(!endpoint_is_allowed("http://127.0.0.2/", &allowed));
    }
}
