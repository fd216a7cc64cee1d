//! Lists devices, newest first.

use pronto_entity::device;
use pronto_protocol::{device::DeviceView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::view::{live_sessions, view};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// The agent's own.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<DeviceView>> {
    page(context, agent.organization_id(), params, Some(agent.id())).await
}

/// Everybody's, or one agent's; for admins.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list_all(
    context: &Context,
    admin: &Agent,
    params: &PageParams,
    agent_id: Option<Uuid>,
) -> Result<Page<DeviceView>> {
    page(context, admin.organization_id(), params, agent_id).await
}

async fn page(
    context: &Context,
    organization_id: Uuid,
    params: &PageParams,
    of: Option<Uuid>,
) -> Result<Page<DeviceView>> {
    let limit = params.limit()?;
    let mut query = device::Entity::find()
        .filter(device::Column::OrganizationId.eq(organization_id))
        .order_by_desc(device::Column::Id)
        .limit(limit + 1);
    if let Some(agent_id) = of {
        query = query.filter(device::Column::AgentId.eq(agent_id));
    }
    if let Some(before) = params.after::<Uuid>()? {
        query = query.filter(device::Column::Id.lt(before));
    }
    let rows = query.all(context.db()).await?;
    let ids = rows.iter().map(|row| row.id).collect();
    let live = live_sessions(context.db(), organization_id, ids, context.clock.now_ms()).await?;
    Ok(page_of(
        rows,
        limit,
        |row| row.id,
        |row| {
            let count = live.get(&row.id).copied().unwrap_or_default();
            view(row, count)
        },
    ))
}
