//! What an identity provider's entry may be, and which address a browser may be led back to.

use pronto_protocol::{agent::Role, identity_provider::IdentityProviderRequest};
use url::{Host, Url};
use uuid::Uuid;

use crate::{
    context::Context,
    error::{Error, Result},
    usecase::text::{check_email, check_name},
};

/// Longest client id and secret, in bytes.
const CLIENT_MOST_BYTES: usize = 500;
/// Domains and addresses at most.
const LIST_MOST: usize = 50;
/// Schemes that a browser runs or reads files by.
const NEVER: [&str; 9] = ["javascript", "data", "file", "blob", "about", "vbscript", "ws", "wss", "ftp"];

/// Where a provider's secret is sealed.
#[must_use]
pub fn vault_context(organization_id: Uuid, provider_id: Uuid) -> String {
    format!("identity_provider:{organization_id}:{provider_id}")
}

/// The entry in the form in which it is kept.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn checked(context: &Context, request: &mut IdentityProviderRequest) -> Result<()> {
    request.name = check_name("name", &request.name)?;
    request.issuer = request.issuer.trim().to_owned();
    let issuer = context.egress.check(&request.issuer);
    if !issuer.is_ok_and(|url| url.query().is_none() && url.fragment().is_none()) {
        let detail = "The provider's `https` address, as its tokens name it.";
        return Err(Error::field("issuer", "malformed", detail));
    }
    for (name, text) in [("client_id", Some(&request.client_id)), ("client_secret", request.client_secret.as_ref())] {
        let fits = |text: &String| {
            !text.is_empty() && text.len() <= CLIENT_MOST_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if text.is_some_and(|text| !fits(text)) {
            return Err(Error::field(name, "malformed", "Up to 500 letters, digits and signs, without spaces."));
        }
    }
    if request.role == Role::Admin {
        let detail = "Admins are made by admins: `agent` or `supervisor`.";
        return Err(Error::field("role", "out_of_range", detail));
    }
    if request.email_domains.len() > LIST_MOST || request.redirect_uris.len() > LIST_MOST {
        return Err(Error::field("email_domains", "too_long", format!("At most {LIST_MOST}.")));
    }
    for domain in &mut request.email_domains {
        *domain = domain.trim().trim_start_matches('@').to_lowercase();
        if domain.contains('@') || check_email("email_domains", &format!("x@{domain}")).is_err() {
            return Err(Error::field("email_domains", "malformed", "Domains alone, as `shop.example`."));
        }
    }
    for uri in &mut request.redirect_uris {
        *uri = uri.trim().to_owned();
        if !may_be_listed(uri) {
            let detail = "`scheme:/path` of an app, `https` of a page, or `http://127.0.0.1/path` of a program.";
            return Err(Error::field("redirect_uris", "malformed", detail));
        }
    }
    Ok(())
}

fn may_be_listed(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    plain
        && match url.scheme() {
            "https" => url.host().is_some(),
            "http" => is_loopback(&url),
            scheme => !NEVER.contains(&scheme),
        }
}

/// The address itself and not a name: who answers to `localhost` is decided by a file (RFC 8252, 8.3).
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

/// Whether a browser may be led back to an address: a page of this server, or one that is listed. Of a program's own address
/// on this machine the port is open, since it takes a free one.
#[must_use]
pub fn fits_redirect(public_url: &str, listed: &[String], wanted: &str) -> bool {
    let Ok(url) = Url::parse(wanted) else { return false };
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return false;
    }
    let own = Url::parse(public_url).is_ok_and(|own| own.origin() == url.origin() && own.origin().is_tuple());
    own || listed.iter().any(|entry| {
        let Ok(entry_url) = Url::parse(entry) else { return false };
        if entry_url.scheme() == "http" && is_loopback(&entry_url) {
            let mut same_port = url.clone();
            return same_port.set_port(entry_url.port()).is_ok() && same_port == entry_url;
        }
        entry == wanted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_apps_and_programs_may_be_listed_and_what_a_browser_runs_may_not() {
        for fine in ["app.pronto:/signed-in", "https://desk.example/back", "http://127.0.0.1/back", "http://[::1]/back"]
        {
            assert!(may_be_listed(fine), "{fine}");
        }
        for wrong in [
            "javascript:alert(1)",
            "data:text/html,x",
            "http://desk.example/back",
            "http://localhost/back",
            "https://user@desk.example/",
            "app.pronto:/back#x",
            "back",
            "",
        ] {
            assert!(!may_be_listed(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_browser_is_led_back_to_listed_addresses_and_own_pages_only() {
        let listed = ["app.pronto:/back".to_owned(), "http://127.0.0.1/back".to_owned()];
        let fits = |wanted: &str| fits_redirect("https://chat.example", &listed, wanted);
        for fine in ["https://chat.example/console/", "app.pronto:/back", "http://127.0.0.1:49152/back"] {
            assert!(fits(fine), "{fine}");
        }
        for wrong in [
            "https://chat.example.evil/",
            "http://chat.example/",
            "https://chat.example:444/",
            "https://chat.example@evil.example/",
            "app.pronto:/back/more",
            "app.pronto:/back?x=1",
            "http://127.0.0.1:49152/back?x=1",
            "http://127.0.0.2/back",
            "http://127.0.0.1.evil.example/back",
            "javascript:alert(1)",
        ] {
            assert!(!fits(wrong), "{wrong}");
        }
    }
}
