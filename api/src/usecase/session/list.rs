//! Lists sessions, newest first, ended ones included.

use std::collections::HashMap;

use pronto_entity::{device, session};
use pronto_protocol::{Timestamp, page::Page, session::SessionView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

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
pub async fn list(context: &Context, agent: &Agent, params: &PageParams) -> Result<Page<SessionView>> {
    page(context, agent, params, Some(agent.id())).await
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
) -> Result<Page<SessionView>> {
    page(context, admin, params, agent_id).await
}

async fn page(context: &Context, asker: &Agent, params: &PageParams, of: Option<Uuid>) -> Result<Page<SessionView>> {
    let limit = params.limit()?;
    let mut query = session::Entity::find()
        .filter(session::Column::OrganizationId.eq(asker.organization_id()))
        .order_by_desc(session::Column::Id)
        .limit(limit + 1);
    if let Some(agent_id) = of {
        query = query.filter(session::Column::AgentId.eq(agent_id));
    }
    if let Some(before) = params.after::<Uuid>()? {
        query = query.filter(session::Column::Id.lt(before));
    }
    let rows = query.all(context.db()).await?;
    let devices = device::Entity::find()
        .filter(device::Column::OrganizationId.eq(asker.organization_id()))
        .filter(device::Column::Id.is_in(rows.iter().map(|row| row.device_id)))
        .all(context.db())
        .await?;
    let names: HashMap<Uuid, String> = devices.into_iter().map(|device| (device.id, device.name)).collect();
    Ok(page_of(rows, limit, |row| row.id, |row| view(context, asker, &names, row)))
}

fn view(context: &Context, asker: &Agent, names: &HashMap<Uuid, String>, row: session::Model) -> SessionView {
    let sockets = context.hub.sockets_of_session(row.organization_id, row.agent_id, row.id);
    SessionView {
        id: row.id,
        agent_id: row.agent_id,
        device_id: row.device_id,
        device_name: names.get(&row.device_id).cloned().unwrap_or_default(),
        method: row.method.0,
        created_at: Timestamp::from_unix_ms(row.created_at),
        last_seen_at: Timestamp::from_unix_ms(row.last_seen_at),
        ip: row.ip,
        sockets: u32::try_from(sockets).unwrap_or(u32::MAX),
        ended_at: row.ended_at.map(Timestamp::from_unix_ms),
        end: row.end.map(|end| end.0),
        current: row.id == asker.session_id,
    }
}
