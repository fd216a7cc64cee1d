//! The fields that a chat's form has.

use pronto_entity::{chat, custom_field};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::{error::Result, ledger::Transaction};

/// The active fields for the chat's queue and for all, in the order they were added.
pub(super) async fn fields_of(transaction: &Transaction, chat: &chat::Model) -> Result<Vec<custom_field::Model>> {
    let for_chat = Condition::any()
        .add(custom_field::Column::QueueId.is_null())
        .add(custom_field::Column::QueueId.eq(chat.queue_id));
    let rows = custom_field::Entity::find()
        .filter(custom_field::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(custom_field::Column::Active.eq(true))
        .filter(for_chat)
        .order_by_asc(custom_field::Column::Id)
        .all(transaction.db())
        .await?;
    Ok(rows)
}
