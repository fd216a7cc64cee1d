//! Lists the agent's direct conversations, the newest message first.

use pronto_entity::{direct_conversation, direct_member};
use pronto_protocol::{
    direct::{DirectConversationView, DirectListItemView},
    page::Page,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef};
use uuid::Uuid;

use super::{unread::unread, views};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The agent's direct conversations, with unread counts.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<DirectListItemView>> {
    let limit = params.limit()?;
    let to_member: RelationDef = direct_conversation::Entity::belongs_to(direct_member::Entity)
        .from(direct_conversation::Column::Id)
        .to(direct_member::Column::ConversationId)
        .into();
    let mut query = direct_conversation::Entity::find()
        .join(JoinType::InnerJoin, to_member)
        .filter(direct_member::Column::OrganizationId.eq(agent.organization_id()))
        .filter(direct_member::Column::AgentId.eq(agent.id()))
        .filter(direct_conversation::Column::OrganizationId.eq(agent.organization_id()));
    if let Some((at, id)) = params.after::<(i64, Uuid)>()? {
        let same_time = Condition::all()
            .add(direct_conversation::Column::LastMessageAt.eq(at))
            .add(direct_conversation::Column::Id.lt(id));
        query = query.filter(Condition::any().add(direct_conversation::Column::LastMessageAt.lt(at)).add(same_time));
    }
    let rows = query
        .order_by_desc(direct_conversation::Column::LastMessageAt)
        .order_by_desc(direct_conversation::Column::Id)
        .limit(limit + 1)
        .all(context.db())
        .await?;
    let counts = unread(context.db(), agent, rows.iter().map(|row| row.id).collect()).await?;
    let conversations = views(context.db(), agent.organization_id(), rows).await?;
    let key = |conversation: &DirectConversationView| (conversation.last_message_at.unix_ms(), conversation.id);
    let item = |conversation: DirectConversationView| {
        let unread_count = counts.get(&conversation.id).copied().unwrap_or(0);
        DirectListItemView { conversation, unread_count }
    };
    Ok(page_of(conversations, limit, key, item))
}
