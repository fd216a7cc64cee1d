//! Chats that agents have set aside: brought back, and when the next comes back.

use pronto_entity::participant;
use pronto_protocol::event::Change;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    error::Result,
    ledger::{Transaction, WAKE_JOB, wake},
};

/// Brings a chat back to everybody who has set it aside, and tells it.
///
/// # Errors
/// A failure of the database.
pub async fn wake_chat(transaction: &mut Transaction, chat_id: Uuid) -> Result<()> {
    let seq = transaction.next_seq();
    if let Some(chat) = wake(transaction.db(), transaction.organization_id(), chat_id, seq).await? {
        transaction.emit(Change::ChatUpdated(chat));
    }
    Ok(())
}

/// Plans when the chat next comes back to somebody who has set it aside.
///
/// # Errors
/// A failure of the database.
pub async fn plan_wake(transaction: &mut Transaction, chat_id: Uuid) -> Result<()> {
    transaction.drop_jobs(WAKE_JOB, chat_id).await?;
    let next = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(participant::Column::ChatId.eq(chat_id))
        .filter(participant::Column::SnoozedUntil.is_not_null())
        .order_by_asc(participant::Column::SnoozedUntil)
        .one(transaction.db())
        .await?;
    if let Some(until_ms) = next.and_then(|next| next.snoozed_until) {
        transaction.plan_job(WAKE_JOB, chat_id, until_ms).await?;
    }
    Ok(())
}
