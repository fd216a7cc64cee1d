//! What an agent has not read in the chats the agent is in.

use std::collections::HashMap;

use pronto_entity::{column::Word, message, participant, whisper};
use pronto_protocol::message::SenderKind;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QuerySelect, RelationDef,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::error::Result;

/// Messages and whispers of other people after the agent's read mark, by chat; chats without any, or that the agent is
/// not in, are left out. Notices of Pronto itself and what was deleted ask nobody to read them.
///
/// # Errors
/// A failure of the database.
pub async fn unread_counts<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    agent_id: Uuid,
    chat_ids: &[Uuid],
) -> Result<HashMap<Uuid, u32>> {
    if chat_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let messages: Vec<(Uuid, i64)> = message::Entity::find()
        .select_only()
        .column(message::Column::ChatId)
        .column_as(message::Column::Id.count(), "unread")
        .join(JoinType::InnerJoin, reader_of_message())
        .filter(message::Column::OrganizationId.eq(organization_id))
        .filter(message::Column::ChatId.is_in(chat_ids.iter().copied()))
        .filter(message::Column::SenderId.ne(agent_id))
        .filter(message::Column::SenderKind.ne(Word(SenderKind::System)))
        .filter(message::Column::DeletedAt.is_null())
        .filter(Expr::col((message::Entity, message::Column::Position)).gt(read_position()))
        .filter(is_reader(organization_id, agent_id))
        .group_by(message::Column::ChatId)
        .into_tuple()
        .all(database)
        .await?;
    let whispers: Vec<(Uuid, i64)> = whisper::Entity::find()
        .select_only()
        .column(whisper::Column::ChatId)
        .column_as(whisper::Column::Id.count(), "unread")
        .join(JoinType::InnerJoin, reader_of_whisper())
        .filter(whisper::Column::OrganizationId.eq(organization_id))
        .filter(whisper::Column::ChatId.is_in(chat_ids.iter().copied()))
        .filter(whisper::Column::SenderId.ne(agent_id))
        .filter(of_agents())
        .filter(whisper::Column::DeletedAt.is_null())
        .filter(Expr::col((whisper::Entity, whisper::Column::Position)).gt(read_position()))
        .filter(is_reader(organization_id, agent_id))
        .group_by(whisper::Column::ChatId)
        .into_tuple()
        .all(database)
        .await?;
    let mut counts: HashMap<Uuid, u32> = HashMap::new();
    for (chat_id, unread) in messages.into_iter().chain(whispers) {
        let count = counts.entry(chat_id).or_default();
        *count = count.saturating_add(u32::try_from(unread).unwrap_or(u32::MAX));
    }
    Ok(counts)
}

fn reader_of_message() -> RelationDef {
    message::Entity::belongs_to(participant::Entity)
        .from(message::Column::ChatId)
        .to(participant::Column::ChatId)
        .into()
}

fn reader_of_whisper() -> RelationDef {
    whisper::Entity::belongs_to(participant::Entity)
        .from(whisper::Column::ChatId)
        .to(participant::Column::ChatId)
        .into()
}

/// Not what Pronto itself tells the agents of a chat.
fn of_agents() -> Condition {
    Condition::any()
        .add(whisper::Column::SenderName.ne(whisper::OF_PRONTO))
        .add(whisper::Column::ContentHash.ne(Vec::<u8>::new()))
}

fn read_position() -> Expr {
    Expr::col((participant::Entity, participant::Column::ReadPosition))
}

fn is_reader(organization_id: Uuid, agent_id: Uuid) -> Condition {
    Condition::all()
        .add(participant::Column::OrganizationId.eq(organization_id))
        .add(participant::Column::AgentId.eq(agent_id))
        .add(participant::Column::LeftAt.is_null())
}
