//! A ticket's row stamped with the event that changes it, and told.

use pronto_entity::ticket;
use pronto_protocol::{event::Change, ticket::TicketView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::view_of;
use crate::{error::Result, ledger::Transaction};

/// Writes a changed row, or one whose chats have changed, and tells `ticket.updated`.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn stamp(transaction: &mut Transaction, mut changed: ticket::ActiveModel) -> Result<TicketView> {
    changed.updated_at = Set(transaction.now_ms());
    changed.seq = Set(transaction.next_seq());
    let row = changed.update(transaction.db()).await?;
    let view = view_of(transaction.db(), row).await?;
    transaction.emit(Change::TicketUpdated(view.clone()));
    Ok(view)
}
