//! Splits an identity off to a contact of its own.

use futures_util::FutureExt;
use pronto_entity::identity;
use pronto_protocol::{agent::Permission, contact::ContactView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{NewContact, find, find_whole, make, stamp};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::text::check_name,
};

/// Gives an identity to a new contact; the two can be merged again.
///
/// # Errors
/// `forbidden`, `not_found`, `conflict` for a merged contact, `invalid_fields`.
pub async fn split_identity(
    context: &Context,
    agent: &Agent,
    contact_id: Uuid,
    identity_id: Uuid,
    name: Option<String>,
) -> Result<ContactView> {
    policy::need(&agent.card, Permission::ManageContacts)?;
    let name = name.map(|name| check_name("name", &name)).transpose()?;
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| split(transaction, contact_id, identity_id, name).boxed())
        .await
}

async fn split(
    transaction: &mut Transaction,
    contact_id: Uuid,
    identity_id: Uuid,
    name: Option<String>,
) -> Result<ContactView> {
    let organization_id = transaction.organization_id();
    let contact = find_whole(transaction.db(), organization_id, contact_id).await?;
    let row = identity::Entity::find_by_id(identity_id)
        .filter(identity::Column::OrganizationId.eq(organization_id))
        .filter(identity::Column::ContactId.eq(contact_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let name = name.unwrap_or_else(|| contact.name.clone());
    let added = make(transaction, NewContact { name, confirm: true, ..NewContact::default() }).await?;
    let mut changed: identity::ActiveModel = row.into_active_model();
    changed.contact_id = Set(added.id);
    changed.update(transaction.db()).await?;
    stamp(transaction, contact.into_active_model()).await?;
    let added = find(transaction.db(), organization_id, added.id).await?;
    stamp(transaction, added.into_active_model()).await
}
