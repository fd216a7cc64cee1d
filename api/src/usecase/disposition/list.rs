//! Lists dispositions, in the order they were added.

use pronto_entity::disposition;
use pronto_protocol::{disposition::DispositionView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The organization's dispositions, those that may no longer be chosen included.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<DispositionView>> {
    let limit = params.limit()?;
    let mut query = disposition::Entity::find().filter(disposition::Column::OrganizationId.eq(agent.organization_id()));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(disposition::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(disposition::Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, DispositionView::from))
}
