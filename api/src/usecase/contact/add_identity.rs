//! Gives a contact another identity.

use futures_util::FutureExt;
use pronto_entity::{column::Word, identity};
use pronto_protocol::{
    agent::Permission,
    contact::{AddIdentityRequest, ContactView},
    error::ErrorCode,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

use super::{find_whole, normal::IDENTITIES_MOST, normal_identity, settings_of, stamp, view_of};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
};

/// Gives a contact an identity. One that it has already is no change.
///
/// # Errors
/// `forbidden`, `not_found`, `invalid_fields`; `conflict` for a merged or an anonymous contact; `already_exists` when it
/// belongs to another contact, which is named.
pub async fn add_identity(
    context: &Context,
    agent: &Agent,
    contact_id: Uuid,
    request: AddIdentityRequest,
) -> Result<ContactView> {
    policy::need(&agent.card, Permission::ManageContacts)?;
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, contact_id, request).boxed())
        .await
}

async fn write(transaction: &mut Transaction, contact_id: Uuid, request: AddIdentityRequest) -> Result<ContactView> {
    let organization_id = transaction.organization_id();
    let contact = find_whole(transaction.db(), organization_id, contact_id).await?;
    if contact.anonymous {
        return Err(Error::new(ErrorCode::Conflict).detail("An anonymous contact has no identities."));
    }
    let country = settings_of(transaction.db(), organization_id).await?.phone_country;
    let typed = normal_identity("value", request.kind, &request.value, country)?;
    let owner = identity::Entity::find()
        .filter(identity::Column::OrganizationId.eq(organization_id))
        .filter(identity::Column::Kind.eq(Word(typed.kind)))
        .filter(identity::Column::Value.eq(typed.value.as_str()))
        .one(transaction.db())
        .await?;
    match owner {
        Some(owner) if owner.contact_id == contact_id => return view_of(transaction.db(), contact).await,
        Some(owner) => {
            let detail = format!("Contact {} has this identity.", owner.contact_id);
            return Err(Error::new(ErrorCode::AlreadyExists).detail(detail));
        }
        None => {}
    }
    let count = identity::Entity::find()
        .filter(identity::Column::OrganizationId.eq(organization_id))
        .filter(identity::Column::ContactId.eq(contact_id))
        .count(transaction.db())
        .await?;
    if count >= IDENTITIES_MOST as u64 {
        return Err(Error::field("value", "too_long", format!("At most {IDENTITIES_MOST} identities.")));
    }
    let row = identity::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(organization_id),
        contact_id: Set(contact_id),
        kind: Set(Word(typed.kind)),
        value: Set(typed.value),
        created_at: Set(transaction.now_ms()),
    };
    row.insert(transaction.db()).await?;
    stamp(transaction, contact.into_active_model()).await
}
