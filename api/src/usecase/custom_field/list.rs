//! Lists custom fields, in the order they were added.

use pronto_entity::custom_field;
use pronto_protocol::{form::CustomFieldView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The organization's custom fields, those that are no longer asked included.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<CustomFieldView>> {
    let limit = params.limit()?;
    let mut query =
        custom_field::Entity::find().filter(custom_field::Column::OrganizationId.eq(agent.organization_id()));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(custom_field::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(custom_field::Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, CustomFieldView::from))
}
