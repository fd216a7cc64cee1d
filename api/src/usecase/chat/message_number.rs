//! The number of the last message up to a position: what the visitor counts by.

use pronto_entity::message;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{error::Result, ledger::Transaction};

/// 0 when there is no message up to there.
///
/// # Errors
/// A failure of the database.
pub(super) async fn message_number(transaction: &Transaction, chat_id: Uuid, position: i64) -> Result<i64> {
    let last = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(message::Column::ChatId.eq(chat_id))
        .filter(message::Column::Position.lte(position))
        .order_by_desc(message::Column::Position)
        .one(transaction.db())
        .await?;
    Ok(last.map_or(0, |message| message.number))
}
