//! A chat's row stamped with the event that changes it, and told.

use pronto_entity::chat;
use pronto_protocol::{chat::ChatView, event::Change};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::label::follow_state;
use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// The chat's row.
///
/// # Errors
/// `not_found` in this organization.
pub async fn load_chat(transaction: &Transaction, chat_id: Uuid) -> Result<chat::Model> {
    chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}

/// Writes a changed row, stamped with the next event's `seq`, and gives the view that the event will tell. A chat that has
/// come into another state has that state's label.
///
/// # Errors
/// A failure of the database.
pub async fn stamp_chat(transaction: &Transaction, mut changed: chat::ActiveModel) -> Result<ChatView> {
    changed.seq = sea_orm::ActiveValue::Set(transaction.next_seq());
    let row = changed.update(transaction.db()).await?;
    let row = follow_state(transaction, row).await?;
    let participants = chat::participants_of(transaction.db(), row.organization_id, row.id).await?;
    Ok(row.view(participants))
}

/// Writes a changed row and tells `chat.updated`.
///
/// # Errors
/// A failure of the database.
pub async fn emit_chat(transaction: &mut Transaction, changed: chat::ActiveModel) -> Result<ChatView> {
    let view = stamp_chat(transaction, changed).await?;
    transaction.emit(Change::ChatUpdated(view.clone()));
    Ok(view)
}

/// Writes a row that has become closed and tells `chat.closed`.
///
/// # Errors
/// A failure of the database.
pub async fn emit_closed(transaction: &mut Transaction, changed: chat::ActiveModel) -> Result<ChatView> {
    let view = stamp_chat(transaction, changed).await?;
    transaction.emit(Change::ChatClosed(view.clone()));
    Ok(view)
}

/// Writes a row that was closed and is no longer, and tells `chat.reopened`.
///
/// # Errors
/// A failure of the database.
pub async fn emit_reopened(transaction: &mut Transaction, changed: chat::ActiveModel) -> Result<ChatView> {
    let view = stamp_chat(transaction, changed).await?;
    transaction.emit(Change::ChatReopened(view.clone()));
    Ok(view)
}
