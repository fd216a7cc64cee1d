//! The tickets of a person: emptied, and given to nobody in particular. That there was one, with its number and times, stays.

use pronto_entity::{ticket, ticket_comment};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::beside::erase_told;
use crate::{
    error::Result,
    ledger::Transaction,
    search,
    usecase::ticket::{anonymous_contact, stamp},
};

/// Events that tell of a ticket.
const KINDS: [&str; 3] = ["ticket.opened", "ticket.updated", "ticket_comment.added"];

/// Empties the tickets of these contacts; gives how many.
///
/// # Errors
/// A failure of the database.
pub(super) async fn erase_tickets(transaction: &mut Transaction, contact_ids: &[Uuid]) -> Result<u64> {
    let organization_id = transaction.organization_id();
    let rows = ticket::Entity::find()
        .filter(ticket::Column::OrganizationId.eq(organization_id))
        .filter(ticket::Column::ContactId.is_in(contact_ids.iter().copied()))
        .order_by_asc(ticket::Column::Number)
        .all(transaction.db())
        .await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let comments: Vec<Uuid> = ticket_comment::Entity::find()
        .select_only()
        .column(ticket_comment::Column::Id)
        .filter(ticket_comment::Column::OrganizationId.eq(organization_id))
        .filter(ticket_comment::Column::TicketId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(transaction.db())
        .await?;
    ticket_comment::Entity::delete_many()
        .filter(ticket_comment::Column::OrganizationId.eq(organization_id))
        .filter(ticket_comment::Column::TicketId.is_in(ids.iter().copied()))
        .exec(transaction.db())
        .await?;
    search::forget(transaction, &[ids.as_slice(), &comments].concat()).await?;
    erase_told(transaction, &KINDS, &ids).await?;
    let anonymous_id = anonymous_contact(transaction).await?;
    let erased = rows.len() as u64;
    for row in rows {
        let mut emptied = row.into_active_model();
        emptied.contact_id = Set(anonymous_id);
        emptied.subject = Set(String::new());
        emptied.description = Set(String::new());
        emptied.content_hash = Set(Vec::new());
        stamp(transaction, emptied).await?;
    }
    Ok(erased)
}
