//! Lists blocks, the newest first.

use pronto_entity::block;
use pronto_protocol::{agent::Permission, block::BlockView, page::Page};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    policy,
};

/// Which blocks.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BlockParams {
    /// True for those that stand, false or left out for those that were lifted or have ended as well.
    pub standing: Option<bool>,
}

/// The organization's blocks.
///
/// # Errors
/// `forbidden`, `invalid_cursor`, `invalid_fields`.
pub async fn list(context: &Context, agent: &Agent, params: BlockParams, page: &PageParams) -> Result<Page<BlockView>> {
    use block::Column;
    policy::need(&agent.card, Permission::BlockVisitors)?;
    let limit = page.limit()?;
    let organization_id = agent.organization_id();
    let mut query = if params.standing == Some(true) {
        block::standing(organization_id, context.clock.now_ms())
    } else {
        block::Entity::find().filter(Column::OrganizationId.eq(organization_id))
    };
    if let Some((at, id)) = page.after::<(i64, Uuid)>()? {
        let same_time = Condition::all().add(Column::BlockedAt.eq(at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::BlockedAt.lt(at)).add(same_time));
    }
    let rows =
        query.order_by_desc(Column::BlockedAt).order_by_desc(Column::Id).limit(limit + 1).all(context.db()).await?;
    Ok(page_of(rows, limit, |row| (row.blocked_at, row.id), BlockView::from))
}
