//! Direct conversations as their members read them.

use std::collections::HashMap;

use pronto_entity::{direct_conversation, direct_member};
use pronto_protocol::{
    Timestamp,
    direct::{DirectConversationView, DirectMemberView},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::{Error, Result};

/// One conversation.
///
/// # Errors
/// A failure of the database.
pub async fn view<C: ConnectionTrait>(database: &C, row: direct_conversation::Model) -> Result<DirectConversationView> {
    let views = views(database, row.organization_id, vec![row]).await?;
    views.into_iter().next().ok_or_else(|| Error::internal("a conversation has a view"))
}

/// Conversations of one organization, in the same order; members by name.
///
/// # Errors
/// A failure of the database.
pub async fn views<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    rows: Vec<direct_conversation::Model>,
) -> Result<Vec<DirectConversationView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let members = direct_member::Entity::find()
        .filter(direct_member::Column::OrganizationId.eq(organization_id))
        .filter(direct_member::Column::ConversationId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(direct_member::Column::Name)
        .order_by_asc(direct_member::Column::AgentId)
        .all(database)
        .await?;
    let mut by_conversation: HashMap<Uuid, Vec<DirectMemberView>> = HashMap::new();
    for member in members {
        by_conversation.entry(member.conversation_id).or_default().push(DirectMemberView {
            agent_id: member.agent_id,
            name: member.name,
            read_position: member.read_position.unsigned_abs(),
        });
    }
    let view = |row: direct_conversation::Model| DirectConversationView {
        id: row.id,
        title: row.title,
        group: row.pair_key.is_none(),
        members: by_conversation.remove(&row.id).unwrap_or_default(),
        last_position: row.last_position.unsigned_abs(),
        last_message_at: Timestamp::from_unix_ms(row.last_message_at),
        seq: row.seq.unsigned_abs(),
    };
    Ok(rows.into_iter().map(view).collect())
}
