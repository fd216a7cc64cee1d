//! Lists the organization's queues, in the order they were added.

use pronto_entity::queue;
use pronto_protocol::{page::Page, queue::QueueView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::views;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The organization's queues.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<QueueView>> {
    let limit = params.limit()?;
    let mut query = queue::Entity::find().filter(queue::Column::OrganizationId.eq(agent.organization_id()));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(queue::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(queue::Column::Id).limit(limit + 1).all(context.db()).await?;
    let rows = views(context.db(), agent.organization_id(), rows).await?;
    Ok(page_of(rows, limit, |queue| queue.id, |queue| queue))
}
