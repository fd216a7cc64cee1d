//! Identities in their one form, so that the same person is the same text however it was typed.

use pronto_entity::organization;
use pronto_protocol::{
    contact::{AddIdentityRequest, Country, IdentityKind, TypedIdentityView},
    limit::IDENTITY_MOST_CHARS,
    organization::OrganizationSettings,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::phone::e164;
use crate::{
    error::{Error, Result},
    usecase::text::{check_email, clean_line},
};

/// Most identities of one contact.
pub(super) const IDENTITIES_MOST: usize = 50;

/// One identity in its one form: an e-mail address in lower case, a phone number in E.164, an external id in upper case.
///
/// # Errors
/// `invalid_fields`.
pub(crate) fn normal_identity(
    field: &str,
    kind: IdentityKind,
    value: &str,
    country: Country,
) -> Result<TypedIdentityView> {
    let value = clean_line(value);
    if value.is_empty() {
        return Err(Error::field(field, "required", "An identity needs a value."));
    }
    if value.chars().count() > IDENTITY_MOST_CHARS {
        return Err(Error::field(field, "too_long", format!("At most {IDENTITY_MOST_CHARS} characters.")));
    }
    let value = match kind {
        IdentityKind::Email => check_email(field, &value)?,
        IdentityKind::Phone => e164(&value, country).ok_or_else(|| {
            let rule = "This is no phone number with its area code, or with `+` and its country code.";
            Error::field(field, "malformed", rule)
        })?,
        IdentityKind::ExternalId => value.to_uppercase(),
    };
    Ok(TypedIdentityView { kind, value })
}

/// Several, each once, in the order in which they were given.
///
/// # Errors
/// `invalid_fields` that names the first one that is wrong.
pub(crate) fn normal_identities(given: &[AddIdentityRequest], country: Country) -> Result<Vec<TypedIdentityView>> {
    if given.len() > IDENTITIES_MOST {
        return Err(Error::field("identities", "too_long", format!("At most {IDENTITIES_MOST} identities.")));
    }
    let mut kept: Vec<TypedIdentityView> = Vec::with_capacity(given.len());
    for (at, identity) in given.iter().enumerate() {
        let normal = normal_identity(&format!("identities.{at}.value"), identity.kind, &identity.value, country)?;
        if !kept.contains(&normal) {
            kept.push(normal);
        }
    }
    Ok(kept)
}

/// What the organization has decided.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn settings_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
) -> Result<OrganizationSettings> {
    let row = organization::Entity::find_by_id(organization_id).one(database).await?;
    row.map(|row| row.settings.0).ok_or_else(Error::not_found)
}
