//! How many messages of others an agent has not read.

use std::collections::HashMap;

use pronto_entity::{direct_member, direct_message};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{auth::Agent, error::Result};

/// Unread messages of each of these conversations of the agent's own; those without any are left out.
pub(super) async fn unread<C: ConnectionTrait>(
    database: &C,
    agent: &Agent,
    conversation_ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, u32>> {
    let to_member: RelationDef = direct_message::Entity::belongs_to(direct_member::Entity)
        .from(direct_message::Column::ConversationId)
        .to(direct_member::Column::ConversationId)
        .into();
    let position = Expr::col((direct_message::Entity, direct_message::Column::Position));
    let read = Expr::col((direct_member::Entity, direct_member::Column::ReadPosition));
    let counts: Vec<(Uuid, i64)> = direct_message::Entity::find()
        .select_only()
        .column(direct_message::Column::ConversationId)
        .column_as(direct_message::Column::Id.count(), "messages")
        .join(JoinType::InnerJoin, to_member)
        .filter(direct_member::Column::OrganizationId.eq(agent.organization_id()))
        .filter(direct_member::Column::AgentId.eq(agent.id()))
        .filter(direct_message::Column::OrganizationId.eq(agent.organization_id()))
        .filter(direct_message::Column::ConversationId.is_in(conversation_ids))
        .filter(direct_message::Column::SenderId.ne(agent.id()))
        .filter(direct_message::Column::DeletedAt.is_null())
        .filter(position.gt(read))
        .group_by(direct_message::Column::ConversationId)
        .into_tuple()
        .all(database)
        .await?;
    Ok(counts.into_iter().map(|(id, count)| (id, u32::try_from(count).unwrap_or(u32::MAX))).collect())
}
