//! Lists the organization's profiles by name.

use pronto_entity::profile;
use pronto_protocol::{agent::ProfileView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// All profiles.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<ProfileView>> {
    let limit = params.limit()?;
    let mut query = profile::Entity::find()
        .filter(profile::Column::OrganizationId.eq(agent.organization_id()))
        .order_by_asc(profile::Column::Name)
        .limit(limit + 1);
    // Names are unique in an organization.
    if let Some(name) = params.after::<String>()? {
        query = query.filter(profile::Column::Name.gt(name));
    }
    let rows = query.all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.name.clone(), ProfileView::from))
}
