//! Lists tags, in the order they were added.

use pronto_entity::tag;
use pronto_protocol::{page::Page, tag::TagView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The organization's tags, inactive ones included.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<TagView>> {
    let limit = params.limit()?;
    let mut query = tag::Entity::find().filter(tag::Column::OrganizationId.eq(agent.organization_id()));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(tag::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(tag::Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, TagView::from))
}
