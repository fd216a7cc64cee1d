//! Lists a queue's members.

use pronto_entity::queue_member;
use pronto_protocol::{page::Page, queue::QueueMemberView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{find, set_member::member_view};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The members of a queue.
///
/// # Errors
/// `not_found`, `invalid_fields`, `invalid_cursor`.
pub async fn list_members(
    context: &Context,
    agent: &Agent,
    queue_id: Uuid,
    params: &PageParams,
) -> Result<Page<QueueMemberView>> {
    let limit = params.limit()?;
    find(context.db(), agent.organization_id(), queue_id).await?;
    let mut query = queue_member::Entity::find()
        .filter(queue_member::Column::OrganizationId.eq(agent.organization_id()))
        .filter(queue_member::Column::QueueId.eq(queue_id));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(queue_member::Column::AgentId.gt(after));
    }
    let rows = query.order_by_asc(queue_member::Column::AgentId).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.agent_id, member_view))
}
