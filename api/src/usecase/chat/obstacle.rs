//! Why a chat cannot go to an agent or a queue now: the same answer for the list of targets and for the transfer itself.

use std::collections::{HashMap, HashSet};

use pronto_entity::{agent, chat, participant, queue};
use pronto_protocol::{
    agent::{Availability, Reachability},
    hours::ClosedReason,
    transfer::TransferObstacle,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::Result,
    hub::Hub,
    ledger::Transaction,
    routing,
    usecase::{agent::reachabilities, queue::opening},
};

/// What is in the way of each of these agents; those who can take the chat are left out.
///
/// # Errors
/// A failure of the database.
pub(super) async fn of_agents(
    transaction: &Transaction,
    hub: &Hub,
    chat: &chat::Model,
    queue: &queue::Model,
    agents: &[agent::Model],
) -> Result<HashMap<Uuid, TransferObstacle>> {
    let (organization_id, now_ms) = (transaction.organization_id(), transaction.now_ms());
    let responsible = responsible(transaction, chat.id).await?;
    let ids: Vec<Uuid> = agents.iter().map(|agent| agent.id).collect();
    let ways = reachabilities(transaction.db(), hub, organization_id, &ids, now_ms).await?;
    let full = routing::full_agents(transaction, queue, agents).await?;
    let obstacle = |agent: &agent::Model| {
        if responsible.contains(&agent.id) {
            return Some(TransferObstacle::Responsible);
        }
        match agent.availability.0 {
            _ if !agent.active => Some(TransferObstacle::Offline),
            Availability::Offline => Some(TransferObstacle::Offline),
            Availability::NotReady => Some(TransferObstacle::NotReady),
            Availability::Busy => Some(TransferObstacle::Busy),
            Availability::Ready if ways.get(&agent.id).is_none_or(|way| *way == Reachability::None) => {
                Some(TransferObstacle::Unreachable)
            }
            Availability::Ready => full.contains(&agent.id).then_some(TransferObstacle::LimitReached),
        }
    };
    Ok(agents.iter().filter_map(|agent| Some((agent.id, obstacle(agent)?))).collect())
}

/// What is in the way of a queue.
pub(super) fn of_queue(queue: &queue::Model, now_ms: i64) -> Option<TransferObstacle> {
    opening(&queue.settings.0, now_ms).reason.and_then(|reason| match reason {
        ClosedReason::Closed => Some(TransferObstacle::Closed),
        ClosedReason::OutOfHours => Some(TransferObstacle::OutOfHours),
        ClosedReason::Holiday => Some(TransferObstacle::Holiday),
        // The limit keeps new chats out, not those that are in the house already.
        ClosedReason::LimitReached => None,
    })
}

async fn responsible(transaction: &Transaction, chat_id: Uuid) -> Result<HashSet<Uuid>> {
    let rows = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(participant::Column::ChatId.eq(chat_id))
        .filter(participant::Column::LeftAt.is_null())
        .filter(participant::Column::Responsible.eq(true))
        .all(transaction.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.agent_id).collect())
}
