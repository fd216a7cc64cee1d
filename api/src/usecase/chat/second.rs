//! A visitor has at most one open chat in a queue.

use pronto_entity::{chat, column::Word};
use pronto_protocol::{chat::ChatState, error::ErrorCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// Refuses a second open chat of this visitor in a queue; the one that is open stands.
///
/// # Errors
/// `already_exists`, naming the open chat.
pub(crate) async fn refuse_second_chat(transaction: &Transaction, visitor_id: Uuid, queue_id: Uuid) -> Result<()> {
    let open = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::VisitorId.eq(visitor_id))
        .filter(chat::Column::QueueId.eq(queue_id))
        .filter(chat::Column::State.ne(Word(ChatState::Closed)))
        .one(transaction.db())
        .await?;
    match open {
        Some(chat) => Err(Error::new(ErrorCode::AlreadyExists)
            .detail(format!("The visitor has the open chat {} in this queue.", chat.id))),
        None => Ok(()),
    }
}
