//! Lists the organization's push apps, oldest first.

use pronto_entity::push_app;
use pronto_protocol::{page::Page, push::PushAppView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::view::view;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// All push apps; every agent may see them, since devices name them when they register.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<PushAppView>> {
    let limit = params.limit()?;
    let mut query = push_app::Entity::find()
        .filter(push_app::Column::OrganizationId.eq(agent.organization_id()))
        .order_by_asc(push_app::Column::Id)
        .limit(limit + 1);
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(push_app::Column::Id.gt(after));
    }
    let rows = query.all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, |row| view(context, row)))
}
