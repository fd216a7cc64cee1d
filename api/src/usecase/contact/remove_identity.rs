//! Takes an identity away from a contact.

use futures_util::FutureExt;
use pronto_entity::identity;
use pronto_protocol::{agent::Permission, contact::ContactView};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use uuid::Uuid;

use super::{find_whole, stamp};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
};

/// Takes an identity away; it may then belong to another contact.
///
/// # Errors
/// `forbidden`, `not_found`, `conflict` for a merged contact.
pub async fn remove_identity(
    context: &Context,
    agent: &Agent,
    contact_id: Uuid,
    identity_id: Uuid,
) -> Result<ContactView> {
    policy::need(&agent.card, Permission::ManageContacts)?;
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| take(transaction, contact_id, identity_id).boxed())
        .await
}

async fn take(transaction: &mut Transaction, contact_id: Uuid, identity_id: Uuid) -> Result<ContactView> {
    let contact = find_whole(transaction.db(), transaction.organization_id(), contact_id).await?;
    let row = identity::Entity::find_by_id(identity_id)
        .filter(identity::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(identity::Column::ContactId.eq(contact_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    row.delete(transaction.db()).await?;
    stamp(transaction, contact.into_active_model()).await
}
