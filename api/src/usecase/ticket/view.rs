//! Tickets with the chats they are about, and whether their contact is anonymous.

use std::collections::{HashMap, HashSet};

use pronto_entity::{contact, ticket, ticket_chat};
use pronto_protocol::ticket::TicketView;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::Result;

/// One ticket.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn view_of<C: ConnectionTrait>(database: &C, row: ticket::Model) -> Result<TicketView> {
    let organization_id = row.organization_id;
    let mut views = views_of(database, organization_id, vec![row.clone()]).await?;
    Ok(views.pop().unwrap_or_else(|| row.view(false, Vec::new())))
}

/// Several tickets, in their order, with one read for all.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn views_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    rows: Vec<ticket::Model>,
) -> Result<Vec<TicketView>> {
    let anonymous: HashSet<Uuid> = contact::Entity::find()
        .filter(contact::Column::OrganizationId.eq(organization_id))
        .filter(contact::Column::Id.is_in(rows.iter().map(|row| row.contact_id)))
        .filter(contact::Column::Anonymous.eq(true))
        .all(database)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let links = ticket_chat::Entity::find()
        .filter(ticket_chat::Column::OrganizationId.eq(organization_id))
        .filter(ticket_chat::Column::TicketId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(ticket_chat::Column::CreatedAt)
        .order_by_asc(ticket_chat::Column::ChatId)
        .all(database)
        .await?;
    let mut chats: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for link in links {
        chats.entry(link.ticket_id).or_default().push(link.chat_id);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let chat_ids = chats.remove(&row.id).unwrap_or_default();
            let is_anonymous = anonymous.contains(&row.contact_id);
            row.view(is_anonymous, chat_ids)
        })
        .collect())
}
