//! Hosts that visitors may be led to.

use url::Url;

use crate::error::{Error, Result};

/// Hosts of an organization at most.
const HOSTS_MOST: usize = 100;

/// Hosts in the form in which addresses are compared with them: `shop.example`, or `*.shop.example` for every host below.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check_hosts(hosts: Vec<String>) -> Result<Vec<String>> {
    let refused = || {
        let rule = "Names of hosts alone, as `shop.example`, or `*.shop.example` for every host below it.";
        Error::field("redirect_hosts", "malformed", rule)
    };
    if hosts.len() > HOSTS_MOST {
        return Err(Error::field("redirect_hosts", "too_long", format!("At most {HOSTS_MOST} hosts.")));
    }
    let mut kept: Vec<String> = Vec::with_capacity(hosts.len());
    for host in hosts {
        let host = host.trim();
        let (prefix, name) = host.strip_prefix("*.").map_or(("", host), |name| ("*.", name));
        let url = Url::parse(&format!("https://{name}/")).map_err(|_| refused())?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
        let form = url.host_str().filter(|form| url.as_str() == format!("https://{form}/")).ok_or_else(refused)?;
        if !form.bytes().all(plain) {
            return Err(refused());
        }
        // A whole top-level domain is not one organization's.
        if !prefix.is_empty() && !form.contains('.') {
            return Err(refused());
        }
        let form = format!("{prefix}{form}");
        if !kept.contains(&form) {
            kept.push(form);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_kept_in_the_form_addresses_have() {
        let form = |host: &str| check_hosts(vec![host.to_owned()]).map(|hosts| hosts.join(","));
        for (host, kept) in [
            (" Shop.EXAMPLE ", "shop.example"),
            ("*.shop.example", "*.shop.example"),
            ("ação.example", "xn--ao-siap.example"),
            ("127.0.0.1", "127.0.0.1"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(form(host).ok().as_deref(), Some(kept), "{host}");
        }
        for host in [
            "",
            "*",
            "*.",
            "*.example",
            "https://shop.example",
            "shop.example/a",
            "a@shop.example",
            "shop.example:8",
            "*.*.example",
        ] {
            assert!(form(host).is_err(), "{host}");
        }
    }
}
