//! What a panel may be: an address whose host is fixed, profiles that exist, a name of its own.

use pronto_entity::{panel, profile};
use pronto_protocol::{error::ErrorCode, panel::PanelRequest};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use url::{Host, Url};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::{
        template::{Piece, fill, pieces_of},
        text::{check_name, clean_line},
    },
};

/// Characters of an address at most.
const URL_MOST_CHARS: usize = 1_000;
/// Profiles of a panel at most.
const PROFILES_MOST: usize = 100;
/// The variable that the signed context takes the place of.
pub(super) const CONTEXT: &str = "context";
/// What else an address may name; none of it needs escaping.
const BESIDE: [&str; 3] = ["chat.id", "chat.number", "visitor.id"];

/// The request in its one form.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check(mut request: PanelRequest) -> Result<PanelRequest> {
    request.name = check_name("name", &request.name)?;
    request.url_template = check_url_template(&request.url_template)?;
    if let Some(ids) = &mut request.profile_ids {
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > PROFILES_MOST {
            return Err(Error::field("profile_ids", "too_long", format!("At most {PROFILES_MOST} profiles.")));
        }
    }
    Ok(request)
}

fn check_url_template(template: &str) -> Result<String> {
    let refused = |detail: &str| Error::field("url_template", "malformed", detail);
    let template = clean_line(template);
    if template.chars().count() > URL_MOST_CHARS {
        return Err(Error::field("url_template", "too_long", format!("At most {URL_MOST_CHARS} characters.")));
    }
    let pieces = pieces_of(&template).ok_or_else(|| refused("A `{{` is not closed by `}}`."))?;
    let names: Vec<&str> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Variable(name) => Some(*name),
            Piece::Text(_) => None,
        })
        .collect();
    if let Some(name) = names.iter().find(|name| **name != CONTEXT && !BESIDE.contains(name)) {
        let shown: String = name.chars().take(40).collect();
        return Err(Error::field("url_template", "unknown", format!("There is no variable `{shown}` here.")));
    }
    if names.iter().filter(|name| **name == CONTEXT).count() != 1 {
        return Err(refused("`{{context}}` stands in it once."));
    }
    let before = match pieces.first() {
        Some(Piece::Text(text)) => *text,
        _ => "",
    };
    let fixed = before.split_once("://").is_some_and(|(_, after)| after.contains(['/', '?', '#']));
    if !fixed {
        return Err(refused("Variables stand after the host only."));
    }
    let url = Url::parse(&fill(&template, |_| Some("x".to_owned())).text)
        .map_err(|_| refused("This is not an address, as https://example.com/panel#{{context}}."))?;
    let secure = match url.scheme() {
        "https" => true,
        "http" => is_loopback(&url),
        _ => false,
    };
    if !secure {
        return Err(refused("Only https; http for this machine alone."));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("Without a name or password in it."));
    }
    Ok(template)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Refuses a name that another panel has, and profiles that do not exist.
///
/// # Errors
/// `already_exists`, `invalid_fields`.
pub(super) async fn check_rows(transaction: &Transaction, request: &PanelRequest, own_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    let same = panel::Entity::find()
        .filter(panel::Column::OrganizationId.eq(organization_id))
        .filter(panel::Column::Name.eq(&request.name))
        .filter(panel::Column::Id.ne(own_id))
        .one(transaction.db())
        .await?;
    if same.is_some() {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("A panel with this name exists already."));
    }
    let Some(ids) = request.profile_ids.as_ref().filter(|ids| !ids.is_empty()) else { return Ok(()) };
    let known = profile::Entity::find()
        .filter(profile::Column::OrganizationId.eq(organization_id))
        .filter(profile::Column::Id.is_in(ids.iter().copied()))
        .count(transaction.db())
        .await?;
    if known != ids.len() as u64 {
        return Err(Error::field("profile_ids", "unknown", "Some of these profiles do not exist."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_fixed_and_safe() {
        for good in [
            "https://erp.example.com/statement?token={{context}}",
            "https://erp.example.com/#{{ context }}&chat={{chat.number}}",
            "http://127.0.0.1:9000/?c={{context}}",
            "http://localhost/?c={{context}}",
        ] {
            assert!(check_url_template(good).is_ok(), "{good}");
        }
        for bad in [
            "https://erp.example.com/",
            "https://{{context}}.example.com/",
            "https://erp.example.com{{context}}",
            "https://erp.example.com/{{context}}/{{context}}",
            "https://erp.example.com/{{context}}/{{visitor.name}}",
            "https://erp.example.com/{{context",
            "http://erp.example.com/{{context}}",
            "javascript://x/%0aalert(1)//{{context}}",
            "https://ana:secret@erp.example.com/{{context}}",
            "//erp.example.com/{{context}}",
            "",
        ] {
            assert!(check_url_template(bad).is_err(), "{bad}");
        }
    }
}
