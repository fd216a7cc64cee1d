//! A number as an administrator gives it, checked and ready to be kept.

use pronto_entity::{queue, whatsapp_account};
use pronto_protocol::{
    contact::IdentityKind,
    error::{ErrorCode, FieldProblem},
    whatsapp::WhatsappAccountRequest,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::secret::Secret;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::contact::{normal_identity, settings_of},
};

/// Most characters of a secret.
const SECRET_MOST_CHARS: usize = 1_000;
/// Fewest and most characters of the word that proves the callback URL.
const VERIFY_CHARS: std::ops::RangeInclusive<usize> = 8..=200;
/// Most digits of the provider's ids.
const ID_MOST_DIGITS: usize = 32;

/// A request in its one form, and the secrets it brought, sealed.
pub(super) struct Checked {
    pub request: WhatsappAccountRequest,
    pub access_token: Option<Vec<u8>>,
    pub app_secret: Option<Vec<u8>>,
    pub verify_token: Option<Vec<u8>>,
}

/// Checks everything but the queue, which the change itself looks at.
///
/// # Errors
/// `invalid_fields`, all at once.
pub(super) async fn checked(
    context: &Context,
    admin: &Agent,
    account_id: Uuid,
    mut request: WhatsappAccountRequest,
) -> Result<Checked> {
    let organization_id = admin.organization_id();
    let country = settings_of(context.db(), organization_id).await?.phone_country;
    let mut problems = Vec::new();
    let mut refuse = |field: &str, problem: &str, detail: &str| {
        problems.push(FieldProblem { field: field.to_owned(), problem: problem.to_owned(), detail: detail.to_owned() });
    };
    match normal_identity("phone", IdentityKind::Phone, &request.phone, country) {
        Ok(phone) => request.phone = phone.value,
        Err(_) => refuse("phone", "malformed", "A number with `+` and country code."),
    }
    for (field, id) in
        [("phone_number_id", &mut request.phone_number_id), ("business_account_id", &mut request.business_account_id)]
    {
        *id = id.trim().to_owned();
        if id.is_empty() || id.len() > ID_MOST_DIGITS || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            refuse(field, "malformed", "The provider's id: digits.");
        }
    }
    for (field, secret) in [("access_token", &mut request.access_token), ("app_secret", &mut request.app_secret)] {
        *secret = secret.take().map(|secret| secret.trim().to_owned()).filter(|secret| !secret.is_empty());
        let odd = |secret: &String| secret.len() > SECRET_MOST_CHARS || !secret.bytes().all(|b| b.is_ascii_graphic());
        if secret.as_ref().is_some_and(odd) {
            refuse(field, "malformed", "At most 1,000 letters, digits and signs, without spaces.");
        }
    }
    let verify = request.verify_token.as_ref();
    if verify.is_some_and(|word| !VERIFY_CHARS.contains(&word.len()) || !word.bytes().all(|b| b.is_ascii_graphic())) {
        refuse("verify_token", "out_of_range", "8 to 200 letters, digits and signs, without spaces.");
    }
    if !problems.is_empty() {
        return Err(Error::fields(problems));
    }
    let seal = |secret: Secret, plain: Option<String>| {
        plain.map(|plain| context.vault.seal(&secret.place(organization_id, account_id), plain.as_bytes()))
    };
    Ok(Checked {
        access_token: seal(Secret::AccessToken, request.access_token.take()),
        app_secret: seal(Secret::Signing, request.app_secret.take()),
        verify_token: seal(Secret::VerifyToken, request.verify_token.take()),
        request,
    })
}

/// Refuses a queue that is not there, and a number that is registered already.
///
/// # Errors
/// `invalid_fields`, `already_exists`.
pub(super) async fn check_place(
    transaction: &Transaction,
    request: &WhatsappAccountRequest,
    own_id: Uuid,
) -> Result<()> {
    let organization_id = transaction.organization_id();
    let queue = queue::Entity::find_by_id(request.queue_id)
        .filter(queue::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?;
    queue.ok_or_else(|| Error::field("queue_id", "unknown", "There is no such queue."))?;
    let same = whatsapp_account::Entity::find()
        .filter(whatsapp_account::Column::OrganizationId.eq(organization_id))
        .filter(whatsapp_account::Column::PhoneNumberId.eq(request.phone_number_id.as_str()))
        .filter(whatsapp_account::Column::Id.ne(own_id))
        .one(transaction.db())
        .await?;
    match same {
        Some(_) => Err(Error::new(ErrorCode::AlreadyExists).detail("This number is registered already.")),
        None => Ok(()),
    }
}
