//! Lists identity providers, in the order they were added.

use pronto_entity::identity_provider;
use pronto_protocol::{identity_provider::IdentityProviderView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::view::view;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The organization's providers; the caller is an admin.
///
/// # Errors
/// `invalid_cursor`, `invalid_fields`.
pub async fn list(context: &Context, admin: &Agent, params: &PageParams) -> Result<Page<IdentityProviderView>> {
    let limit = params.limit()?;
    let mut query =
        identity_provider::Entity::find().filter(identity_provider::Column::OrganizationId.eq(admin.organization_id()));
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(identity_provider::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(identity_provider::Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, |row| view(context, row)))
}
