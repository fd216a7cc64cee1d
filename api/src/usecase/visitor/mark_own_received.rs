//! Moves the mark of what the visitor's app has received.

use futures_util::FutureExt;
use pronto_entity::chat;
use pronto_protocol::event::Change;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use crate::{auth::Visitor, context::Context, error::Result, ledger::Transaction, policy};

/// Moves the mark to a message number: forward only, and never past the last message. What was read was received.
///
/// # Errors
/// `not_found`.
pub async fn mark_own_received(context: &Context, visitor: Visitor, chat_id: Uuid, number: u64) -> Result<()> {
    context
        .ledger
        .commit(visitor.organization_id, move |transaction| {
            move_received_mark(transaction, visitor, chat_id, number).boxed()
        })
        .await
}

/// The same inside a change.
///
/// # Errors
/// `not_found`.
pub(crate) async fn move_received_mark(
    transaction: &mut Transaction,
    visitor: Visitor,
    chat_id: Uuid,
    number: u64,
) -> Result<()> {
    let chat = policy::own_chat(transaction.db(), visitor, chat_id).await?;
    let number = i64::try_from(number).unwrap_or(i64::MAX).min(chat.last_number);
    if number <= chat.visitor_received_number.max(chat.visitor_read_number) {
        return Ok(());
    }
    let mut moved: chat::ActiveModel = chat.into_active_model();
    moved.visitor_received_number = Set(number);
    moved.update(transaction.db()).await?;
    transaction.emit(Change::VisitorReceivedMoved { chat_id, number: number.unsigned_abs() });
    Ok(())
}
