//! Who can be told of an offer now: by a live socket, or by a push to a device that somebody is signed in on.

use std::collections::HashSet;

use pronto_entity::{column::Word, device, session};
use pronto_protocol::device::PushState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef};
use uuid::Uuid;

use crate::{error::Result, hub::Hub};

/// Those of the agents who can be told at this time.
pub(super) async fn reachable<C: ConnectionTrait>(
    database: &C,
    hub: &Hub,
    organization_id: Uuid,
    now_ms: i64,
    agent_ids: Vec<Uuid>,
) -> Result<HashSet<Uuid>> {
    let here = |agent_id: &Uuid| !hub.presence(organization_id, *agent_id).is_empty();
    let (here, away): (Vec<Uuid>, Vec<Uuid>) = agent_ids.into_iter().partition(here);
    let mut reached: HashSet<Uuid> = here.into_iter().collect();
    if away.is_empty() {
        return Ok(reached);
    }
    let to_device: RelationDef =
        session::Entity::belongs_to(device::Entity).from(session::Column::DeviceId).to(device::Column::Id).into();
    let by_push: Vec<Uuid> = session::Entity::find()
        .select_only()
        .column(session::Column::AgentId)
        .join(JoinType::InnerJoin, to_device)
        .filter(session::Column::OrganizationId.eq(organization_id))
        .filter(session::Column::AgentId.is_in(away))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now_ms))
        .filter(device::Column::OrganizationId.eq(organization_id))
        .filter(device::Column::PushState.eq(Word(PushState::Active)))
        .distinct()
        .into_tuple()
        .all(database)
        .await?;
    reached.extend(by_push);
    Ok(reached)
}
