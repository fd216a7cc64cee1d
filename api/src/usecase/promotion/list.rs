//! Lists the organization's promotions by name.

use pronto_entity::promotion;
use pronto_protocol::{agent::Permission, approach::PromotionView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    policy,
};

/// All promotions, for who may send them.
///
/// # Errors
/// `forbidden`, `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<PromotionView>> {
    policy::need(&agent.card, Permission::ApproachVisitors)?;
    let limit = params.limit()?;
    let mut query = promotion::Entity::find()
        .filter(promotion::Column::OrganizationId.eq(agent.organization_id()))
        .order_by_asc(promotion::Column::Name)
        .limit(limit + 1);
    // Names are unique in an organization.
    if let Some(name) = params.after::<String>()? {
        query = query.filter(promotion::Column::Name.gt(name));
    }
    let rows = query.all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.name.clone(), PromotionView::from))
}
