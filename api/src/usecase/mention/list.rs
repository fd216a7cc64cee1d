//! Whispers that mention the agent, newest first.

use pronto_entity::mention;
use pronto_protocol::{mention::MentionView, page::Page};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The agent's own mentions. They tell where, not what: whether the chat may still be seen is asked when it is opened.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<MentionView>> {
    use mention::Column;
    let limit = params.limit()?;
    let mut query = mention::Entity::find()
        .filter(Column::OrganizationId.eq(agent.organization_id()))
        .filter(Column::AgentId.eq(agent.id()));
    if let Some((at, id)) = params.after::<(i64, Uuid)>()? {
        let same_time = Condition::all().add(Column::CreatedAt.eq(at)).add(Column::WhisperId.lt(id));
        query = query.filter(Condition::any().add(Column::CreatedAt.lt(at)).add(same_time));
    }
    let rows = query
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::WhisperId)
        .limit(limit + 1)
        .all(context.db())
        .await?;
    Ok(page_of(rows, limit, |row| (row.created_at, row.whisper_id), MentionView::from))
}
