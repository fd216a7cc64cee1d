//! Where visitors may be led to: pages of hosts that the organization has listed, and nowhere else.

use pronto_entity::organization;
use pronto_protocol::error::ErrorCode;
use sea_orm::EntityTrait;
use url::Url;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// Characters of an address at most.
const URL_MOST_CHARS: usize = 2_000;

/// The address in the form in which it was checked, so that a browser reads the same host in it.
///
/// # Errors
/// `invalid_fields` for what is no `http` or `https` address, `host_not_allowed`.
pub(crate) async fn allowed_address(transaction: &Transaction, text: &str) -> Result<String> {
    let organization = organization::Entity::find_by_id(transaction.organization_id())
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    check_address(text, &organization.settings.0.redirect_hosts)
}

fn check_address(text: &str, hosts: &[String]) -> Result<String> {
    let refused = || Error::field("url", "malformed", "An http or https address, without a name or password in it.");
    if text.chars().count() > URL_MOST_CHARS {
        return Err(Error::field("url", "too_long", format!("At most {URL_MOST_CHARS} characters.")));
    }
    let url = Url::parse(text.trim()).map_err(|_| refused())?;
    let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else {
        return Err(refused());
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused());
    }
    let allowed = hosts.iter().any(|listed| match listed.strip_prefix("*.") {
        Some(parent) => host.strip_suffix(parent).is_some_and(|below| below.ends_with('.')),
        None => listed == host,
    });
    if !allowed {
        return Err(Error::new(ErrorCode::HostNotAllowed).detail(format!("The host {host} is not on the list.")));
    }
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_hosts_are_led_to() {
        let hosts = ["shop.example".to_owned(), "*.school.example".to_owned()];
        let code = |text: &str| check_address(text, &hosts).map_err(|error| error.code());
        assert_eq!(code("HTTPS://SHOP.example:8443/a#b").as_deref(), Ok("https://shop.example:8443/a#b"));
        assert!(code("http://portal.school.example/").is_ok());
        for other in [
            "https://evil.example/",
            "https://school.example/",
            "https://evilschool.example/",
            "https://shop.example.evil.example/",
            "https://evil.example\\@shop.example/",
            "https://evil.example/?shop.example",
            "https://shop.example./",
        ] {
            assert_eq!(code(other), Err(ErrorCode::HostNotAllowed), "{other}");
        }
        for none in [
            "javascript:alert(1)",
            "data:text/html,a",
            "//shop.example/",
            "shop.example",
            "",
            "https://a@shop.example/",
        ] {
            assert_eq!(code(none), Err(ErrorCode::InvalidFields), "{none}");
        }
        assert_eq!(
            check_address("https://shop.example/", &[]).map_err(|error| error.code()),
            Err(ErrorCode::HostNotAllowed)
        );
    }
}
