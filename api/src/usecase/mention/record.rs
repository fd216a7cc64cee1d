//! Mentions kept beside their whisper, and told to who is mentioned anew.

use pronto_entity::{chat, mention};
use pronto_protocol::{event::Change, whisper::WhisperView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{error::Result, ledger::Transaction};

/// Keeps whom a whisper mentions now; `before` are those it mentioned already.
///
/// # Errors
/// A failure of the database.
pub(in crate::usecase) async fn record(
    transaction: &mut Transaction,
    chat: &chat::Model,
    whisper: &WhisperView,
    before: &[Uuid],
) -> Result<()> {
    let gone: Vec<Uuid> = before.iter().copied().filter(|id| !whisper.mentions.contains(id)).collect();
    if !gone.is_empty() {
        mention::Entity::delete_many()
            .filter(mention::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(mention::Column::WhisperId.eq(whisper.id))
            .filter(mention::Column::AgentId.is_in(gone))
            .exec(transaction.db())
            .await?;
    }
    for agent_id in whisper.mentions.iter().filter(|id| !before.contains(id)) {
        let row = mention::ActiveModel {
            whisper_id: Set(whisper.id),
            agent_id: Set(*agent_id),
            organization_id: Set(transaction.organization_id()),
            chat_id: Set(chat.id),
            chat_number: Set(chat.number),
            position: Set(i64::try_from(whisper.position).unwrap_or(i64::MAX)),
            by_id: Set(whisper.sender.id.unwrap_or_default()),
            by_name: Set(whisper.sender.name.clone()),
            created_at: Set(transaction.now_ms()),
        };
        let row = row.insert(transaction.db()).await?;
        transaction.emit(Change::MentionMade(row.into()));
    }
    Ok(())
}
