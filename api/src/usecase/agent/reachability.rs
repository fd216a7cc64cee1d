//! How agents can be told now: a fact, never declared.

use std::collections::HashMap;

use pronto_entity::{column::Word, device, session};
use pronto_protocol::{agent::Reachability, device::PushState};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{context::Context, error::Result, hub::Hub, usecase::session::live};

/// How an agent can be told now.
///
/// # Errors
/// A failure of the database.
pub async fn reachability(context: &Context, organization_id: Uuid, agent_id: Uuid) -> Result<Reachability> {
    reachability_of(context.db(), &context.hub, organization_id, agent_id, context.clock.now_ms()).await
}

/// Of each of these agents: by a live socket on this node, else by a device with a working push token and a live session.
///
/// # Errors
/// A failure of the database.
pub async fn reachabilities<C: ConnectionTrait>(
    database: &C,
    hub: &Hub,
    organization_id: Uuid,
    agent_ids: &[Uuid],
    now_ms: i64,
) -> Result<HashMap<Uuid, Reachability>> {
    let mut ways: HashMap<Uuid, Reachability> = HashMap::with_capacity(agent_ids.len());
    for agent_id in agent_ids {
        let present = !hub.presence(organization_id, *agent_id).is_empty();
        ways.insert(*agent_id, if present { Reachability::Socket } else { Reachability::None });
    }
    let absent: Vec<Uuid> =
        ways.iter().filter(|(_, way)| **way == Reachability::None).map(|(agent_id, _)| *agent_id).collect();
    if absent.is_empty() {
        return Ok(ways);
    }
    let live_devices = session::Entity::find()
        .select_only()
        .column(session::Column::DeviceId)
        .filter(session::Column::OrganizationId.eq(organization_id))
        .filter(session::Column::AgentId.is_in(absent.iter().copied()))
        .filter(live(now_ms))
        .into_query();
    let pushable: Vec<Uuid> = device::Entity::find()
        .select_only()
        .column(device::Column::AgentId)
        .distinct()
        .filter(device::Column::OrganizationId.eq(organization_id))
        .filter(device::Column::AgentId.is_in(absent))
        .filter(device::Column::PushState.eq(Word(PushState::Active)))
        .filter(device::Column::Id.in_subquery(live_devices))
        .into_tuple()
        .all(database)
        .await?;
    ways.extend(pushable.into_iter().map(|agent_id| (agent_id, Reachability::Push)));
    Ok(ways)
}

/// Of one agent.
///
/// # Errors
/// A failure of the database.
pub(super) async fn reachability_of<C: ConnectionTrait>(
    database: &C,
    hub: &Hub,
    organization_id: Uuid,
    agent_id: Uuid,
    now_ms: i64,
) -> Result<Reachability> {
    let ways = reachabilities(database, hub, organization_id, &[agent_id], now_ms).await?;
    Ok(ways.get(&agent_id).copied().unwrap_or(Reachability::None))
}
