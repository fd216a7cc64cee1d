//! Lists the organization's panels by name.

use pronto_entity::panel;
use pronto_protocol::{page::Page, panel::PanelView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// All panels, for an admin; secrets stay inside.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, admin: &Agent, params: &PageParams) -> Result<Page<PanelView>> {
    let limit = params.limit()?;
    let mut query = panel::Entity::find()
        .filter(panel::Column::OrganizationId.eq(admin.organization_id()))
        .order_by_asc(panel::Column::Name)
        .limit(limit + 1);
    // Names are unique in an organization.
    if let Some(name) = params.after::<String>()? {
        query = query.filter(panel::Column::Name.gt(name));
    }
    let rows = query.all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.name.clone(), PanelView::from))
}
