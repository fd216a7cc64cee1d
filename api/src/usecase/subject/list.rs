//! Lists a queue's subjects, in the order they were added.

use pronto_entity::subject;
use pronto_protocol::{page::Page, queue::SubjectView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::view;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    usecase::queue,
};

/// The subjects of a queue.
///
/// # Errors
/// `not_found`, `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, queue_id: Uuid, params: &PageParams) -> Result<Page<SubjectView>> {
    let limit = params.limit()?;
    queue::find(context.db(), agent.organization_id(), queue_id).await?;
    let mut query = subject::Entity::find()
        .filter(subject::Column::OrganizationId.eq(agent.organization_id()))
        .filter(subject::Column::QueueId.eq(queue_id));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(subject::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(subject::Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, view))
}
