//! Queues as agents read them, with how many chats wait.

use std::collections::HashMap;

use pronto_entity::{chat, column::Word, queue};
use pronto_protocol::{chat::ChatState, queue::QueueView};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::error::{Error, Result};

/// One queue.
///
/// # Errors
/// A failure of the database.
pub async fn view<C: ConnectionTrait>(database: &C, row: queue::Model) -> Result<QueueView> {
    let views = views(database, row.organization_id, vec![row]).await?;
    views.into_iter().next().ok_or_else(|| Error::internal("a queue has a view"))
}

/// Queues of one organization, in the same order.
///
/// # Errors
/// A failure of the database.
pub async fn views<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    rows: Vec<queue::Model>,
) -> Result<Vec<QueueView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let counts: Vec<(Uuid, i64)> = chat::Entity::find()
        .select_only()
        .column(chat::Column::QueueId)
        .column_as(chat::Column::Id.count(), "chats")
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .filter(chat::Column::QueueId.is_in(rows.iter().map(|row| row.id)))
        .group_by(chat::Column::QueueId)
        .into_tuple()
        .all(database)
        .await?;
    let counts: HashMap<Uuid, i64> = counts.into_iter().collect();
    let view = |row: queue::Model| QueueView {
        id: row.id,
        slug: row.slug,
        name: row.name,
        settings: row.settings.0,
        waiting_count: counts.get(&row.id).map_or(0, |count| u32::try_from(*count).unwrap_or(u32::MAX)),
        seq: row.seq.unsigned_abs(),
    };
    Ok(rows.into_iter().map(view).collect())
}
