//! Addresses of pages.

use url::Url;

/// Characters of an address at most.
const URL_MOST_CHARS: usize = 2_000;

/// An `http` or `https` address in its one form, without what stands after `#` and without a name and password; nothing for
/// anything else.
#[must_use]
pub(super) fn web_address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || text.chars().count() > URL_MOST_CHARS {
        return None;
    }
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_pass() {
        let form = |text: &str| web_address(text).map(String::from);
        assert_eq!(form(" HTTPS://Ana:x@Shop.Example/a?b=1#c ").as_deref(), Some("https://shop.example/a?b=1"));
        for other in ["javascript:alert(1)", "data:text/html,x", "shop.example", "/a", "", "file:///etc/passwd"] {
            assert_eq!(form(other), None, "{other}");
        }
        assert_eq!(form(&format!("https://shop.example/{}", "a".repeat(2_000))), None);
    }
}
