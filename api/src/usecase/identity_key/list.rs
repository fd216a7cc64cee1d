//! Lists identity keys, in the order they were added.

use pronto_entity::identity_key;
use pronto_protocol::{identity::IdentityKeyView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The organization's keys; the caller is an admin.
///
/// # Errors
/// `invalid_cursor`, `invalid_fields`.
pub async fn list(context: &Context, admin: &Agent, params: &PageParams) -> Result<Page<IdentityKeyView>> {
    let limit = params.limit()?;
    let mut query =
        identity_key::Entity::find().filter(identity_key::Column::OrganizationId.eq(admin.organization_id()));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(identity_key::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(identity_key::Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, IdentityKeyView::from))
}
