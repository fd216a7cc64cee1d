//! Which agents have as many chats as they may have in a queue, asked for many at once.

use std::collections::HashSet;

use pronto_entity::{agent, queue, queue_member};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::limit::{bounds, loads, profiles_of};
use crate::{error::Result, ledger::Transaction};

/// Those of the agents who may take no more chats of a queue, members or not. Offers count for nothing here: the chats
/// themselves do.
///
/// # Errors
/// A failure of the database.
pub async fn full_agents(
    transaction: &Transaction,
    queue: &queue::Model,
    agents: &[agent::Model],
) -> Result<HashSet<Uuid>> {
    let ids: Vec<Uuid> = agents.iter().map(|agent| agent.id).collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let members = queue_member::Entity::find()
        .filter(queue_member::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(queue_member::Column::QueueId.eq(queue.id))
        .filter(queue_member::Column::AgentId.is_in(ids.iter().copied()))
        .all(transaction.db())
        .await?;
    let organization_id = transaction.organization_id();
    let profiles = profiles_of(transaction.db(), organization_id, agents).await?;
    let bounds = bounds(queue, &members, agents, &profiles);
    let loads = loads(transaction.db(), organization_id, queue.id, &ids, &bounds).await?;
    let full = ids.into_iter().filter(|id| {
        let load = loads.get(id).copied().unwrap_or_default();
        bounds.get(id).is_some_and(|bounds| bounds.reached(load.active_in_queue, load.active))
    });
    Ok(full.collect())
}
