//! Removes a contact to which nothing belongs.

use futures_util::FutureExt;
use pronto_entity::{chat, contact, contact_merge, contact_note, identity, ticket};
use pronto_protocol::{agent::Permission, error::ErrorCode, event::Change};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{find_whole, settings_of};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
};

/// Removes a contact with its identities and notes. Erasing a person with all that was said is another matter.
///
/// # Errors
/// `forbidden`, `not_found`; `conflict` while chats or tickets belong to it, when another was merged into it or it into another, and for
/// the organization's anonymous contact.
pub async fn remove(context: &Context, agent: &Agent, contact_id: Uuid) -> Result<()> {
    policy::need(&agent.card, Permission::ManageContacts)?;
    context.ledger.commit(agent.organization_id(), move |transaction| take(transaction, contact_id).boxed()).await
}

async fn take(transaction: &mut Transaction, contact_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    let row = find_whole(transaction.db(), organization_id, contact_id).await?;
    if let Some(reason) = kept_by(transaction, contact_id).await? {
        return Err(Error::new(ErrorCode::Conflict).detail(reason));
    }
    identity::Entity::delete_many()
        .filter(identity::Column::OrganizationId.eq(organization_id))
        .filter(identity::Column::ContactId.eq(contact_id))
        .exec(transaction.db())
        .await?;
    contact_note::Entity::delete_many()
        .filter(contact_note::Column::OrganizationId.eq(organization_id))
        .filter(contact_note::Column::ContactId.eq(contact_id))
        .exec(transaction.db())
        .await?;
    // Undone ones alone are left: the others keep the contact.
    contact_merge::Entity::delete_many()
        .filter(contact_merge::Column::OrganizationId.eq(organization_id))
        .filter(
            Condition::any()
                .add(contact_merge::Column::IntoId.eq(contact_id))
                .add(contact_merge::Column::FromId.eq(contact_id)),
        )
        .exec(transaction.db())
        .await?;
    row.delete(transaction.db()).await?;
    transaction.emit(Change::ContactRemoved { contact_id });
    Ok(())
}

/// Why it cannot go.
async fn kept_by(transaction: &Transaction, contact_id: Uuid) -> Result<Option<&'static str>> {
    let organization_id = transaction.organization_id();
    if settings_of(transaction.db(), organization_id).await?.anonymous_contact_id == Some(contact_id) {
        return Ok(Some("It is the organization's anonymous contact."));
    }
    let chats = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::ContactId.eq(contact_id))
        .count(transaction.db())
        .await?;
    if chats > 0 {
        return Ok(Some("Chats belong to it."));
    }
    let tickets = ticket::Entity::find()
        .filter(ticket::Column::OrganizationId.eq(organization_id))
        .filter(ticket::Column::ContactId.eq(contact_id))
        .count(transaction.db())
        .await?;
    if tickets > 0 {
        return Ok(Some("Tickets belong to it."));
    }
    let merged = contact::Entity::find()
        .filter(contact::Column::OrganizationId.eq(organization_id))
        .filter(contact::Column::MergedIntoId.eq(contact_id))
        .count(transaction.db())
        .await?;
    Ok((merged > 0).then_some("Another contact was merged into it."))
}
