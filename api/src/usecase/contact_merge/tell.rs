//! Chats and tickets that a merge has moved, told one by one while somebody may be working on them.

use pronto_entity::{chat, column::Word, contact_merge::Moved, ticket};
use pronto_protocol::{chat::ChatState, ticket::TicketState};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::{error::Result, ledger::Transaction, step::emit_chat, usecase};

/// Ids in one question at most: databases bound the values of a statement.
const IDS_MOST: usize = 500;

/// Tells those that are not closed. The others are fetched when they are looked at: a person may have thousands.
///
/// # Errors
/// A failure of the database.
pub(super) async fn tell(transaction: &mut Transaction, moved: &Moved) -> Result<()> {
    for ids in moved.chat_ids.chunks(IDS_MOST) {
        let rows = chat::Entity::find()
            .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(chat::Column::Id.is_in(ids.iter().copied()))
            .filter(chat::Column::State.ne(Word(ChatState::Closed)))
            .all(transaction.db())
            .await?;
        for row in rows {
            emit_chat(transaction, row.into_active_model()).await?;
        }
    }
    for ids in moved.ticket_ids.chunks(IDS_MOST) {
        let rows = ticket::Entity::find()
            .filter(ticket::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(ticket::Column::Id.is_in(ids.iter().copied()))
            .filter(ticket::Column::State.ne(Word(TicketState::Closed)))
            .all(transaction.db())
            .await?;
        for row in rows {
            usecase::ticket::stamp(transaction, row.into_active_model()).await?;
        }
    }
    Ok(())
}
