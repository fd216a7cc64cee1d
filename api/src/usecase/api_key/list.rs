//! Lists API keys, in the order they were made.

use pronto_entity::api_key;
use pronto_protocol::{api_key::ApiKeyView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The organization's keys, revoked ones included; the caller is an admin.
///
/// # Errors
/// `invalid_cursor`, `invalid_fields`.
pub async fn list(context: &Context, admin: &Agent, params: &PageParams) -> Result<Page<ApiKeyView>> {
    let limit = params.limit()?;
    let mut query = api_key::Entity::find().filter(api_key::Column::OrganizationId.eq(admin.organization_id()));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(api_key::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(api_key::Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, ApiKeyView::from))
}
