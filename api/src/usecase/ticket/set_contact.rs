//! Gives an anonymous ticket to a contact.

use futures_util::FutureExt;
use pronto_entity::ticket;
use pronto_protocol::{
    agent::Permission,
    error::ErrorCode,
    ticket::{TicketContact, TicketView},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{find, stamp, view_of, whose::whose};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, policy, usecase::contact};

/// Gives a ticket to a contact, while it belongs to an anonymous one: what is known of a person is not rewritten. The contact
/// it has already is no change.
///
/// # Errors
/// `forbidden`, `not_found`, `contact_fixed` when it belongs to a known contact, `invalid_fields`, `probable_duplicates` unless
/// confirmed, `already_exists`, `conflict` for a merged contact.
pub async fn set_contact(
    context: &Context,
    agent: &Agent,
    ticket_id: Uuid,
    contact: TicketContact,
) -> Result<TicketView> {
    policy::need(&agent.card, Permission::ManageTickets)?;
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| give(transaction, ticket_id, contact).boxed())
        .await
}

async fn give(transaction: &mut Transaction, ticket_id: Uuid, contact: TicketContact) -> Result<TicketView> {
    let organization_id = transaction.organization_id();
    let row = find(transaction.db(), organization_id, ticket_id).await?;
    if matches!(contact, TicketContact::Existing { contact_id } if contact_id == row.contact_id) {
        return view_of(transaction.db(), row).await;
    }
    if !contact::find(transaction.db(), organization_id, row.contact_id).await?.anonymous {
        return Err(ErrorCode::ContactFixed.into());
    }
    let contact_id = whose(transaction, &contact).await?;
    if contact_id == row.contact_id {
        return view_of(transaction.db(), row).await;
    }
    let mut changed: ticket::ActiveModel = row.into_active_model();
    changed.contact_id = Set(contact_id);
    stamp(transaction, changed).await
}
