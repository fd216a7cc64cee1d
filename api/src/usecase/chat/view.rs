//! Chats with the agents who are in them.

use std::collections::HashMap;

use pronto_entity::{chat, participant};
use pronto_protocol::chat::{ChatView, ParticipantView};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::Result;

/// One chat.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn view_of<C: ConnectionTrait>(database: &C, row: chat::Model) -> Result<ChatView> {
    let participants = chat::participants_of(database, row.organization_id, row.id).await?;
    Ok(row.view(participants))
}

/// Several chats, in their order, with one read for all.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn views_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    rows: Vec<chat::Model>,
) -> Result<Vec<ChatView>> {
    let participants = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(organization_id))
        .filter(participant::Column::ChatId.is_in(rows.iter().map(|row| row.id)))
        .filter(participant::Column::LeftAt.is_null())
        .order_by_asc(participant::Column::JoinedAt)
        .order_by_asc(participant::Column::AgentId)
        .all(database)
        .await?;
    let mut by_chat: HashMap<Uuid, Vec<ParticipantView>> = HashMap::new();
    for row in participants {
        by_chat.entry(row.chat_id).or_default().push(row.into());
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let participants = by_chat.remove(&row.id).unwrap_or_default();
            row.view(participants)
        })
        .collect())
}
