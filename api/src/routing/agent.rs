//! What an agent's change means for waiting chats.

use pronto_entity::{agent, column::Word, offer, queue_member};
use pronto_protocol::{
    agent::Availability,
    offer::{OfferState, RoutingStepKind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;
use uuid::Uuid;

use super::{
    end_offers, limit_reached,
    pass::{pass, pass_again},
    plan::Again,
};
use crate::{error::Result, hub::Hub, ledger::Transaction};

/// The agent's availability or rights changed: a ready one is offered what waits in the agent's queues, declined or missed
/// before or not; one who is not ready any more gives open offers back, and they go on to others.
///
/// # Errors
/// A failure of the database.
pub async fn agent_changed(transaction: &mut Transaction, hub: &Hub, agent_id: Uuid) -> Result<()> {
    let row = agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    let Some(row) = row else { return Ok(()) };
    if row.active && row.availability.0 == Availability::Ready {
        for queue_id in queues_of(transaction, [agent_id]).await? {
            pass_again(transaction, hub, queue_id, Again::Agent(agent_id)).await?;
        }
        return Ok(());
    }
    let reason = if row.active { row.availability.0.as_str() } else { Availability::Offline.as_str() };
    let open = open_offers(transaction, agent_id).await?;
    give_back(transaction, hub, open, reason).await
}

/// The agent can be told again: what waits in the agent's queues is offered, unless the agent did not want it.
///
/// # Errors
/// A failure of the database.
pub async fn agent_came(transaction: &mut Transaction, hub: &Hub, agent_id: Uuid) -> Result<()> {
    offers_freed(transaction, hub, agent_id, BTreeSet::new()).await
}

/// The same for several at once, each of their queues being passed over once.
///
/// # Errors
/// A failure of the database.
pub async fn agents_came(
    transaction: &mut Transaction,
    hub: &Hub,
    agent_ids: impl IntoIterator<Item = Uuid>,
) -> Result<()> {
    for queue_id in queues_of(transaction, agent_ids).await? {
        pass(transaction, hub, queue_id).await?;
    }
    Ok(())
}

/// The agent has taken a chat: offers that the agent's limits no longer allow go on to others.
///
/// # Errors
/// A failure of the database.
pub async fn agent_filled(transaction: &mut Transaction, hub: &Hub, agent_id: Uuid) -> Result<()> {
    for queue_id in withdraw_over(transaction, agent_id).await? {
        pass(transaction, hub, queue_id).await?;
    }
    Ok(())
}

/// Withdraws the offers that an agent's limits no longer allow; the queues whose chats go on to others.
pub(super) async fn withdraw_over(transaction: &mut Transaction, agent_id: Uuid) -> Result<BTreeSet<Uuid>> {
    let open = open_offers(transaction, agent_id).await?;
    let queue_ids: BTreeSet<Uuid> = open.iter().map(|offer| offer.queue_id).collect();
    let mut full = BTreeSet::new();
    for queue_id in queue_ids {
        if limit_reached(transaction, agent_id, queue_id).await? {
            full.insert(queue_id);
        }
    }
    let over: Vec<offer::Model> = open.into_iter().filter(|offer| full.contains(&offer.queue_id)).collect();
    let reason = Some("limit_reached");
    end_offers(transaction, over, OfferState::Withdrawn, RoutingStepKind::Withdrawn, reason).await?;
    Ok(full)
}

/// An agent's offers have ended, so that the agent has room for others: what waits in these queues and in the agent's own
/// is given out.
///
/// # Errors
/// A failure of the database.
pub async fn offers_freed(
    transaction: &mut Transaction,
    hub: &Hub,
    agent_id: Uuid,
    queue_ids: BTreeSet<Uuid>,
) -> Result<()> {
    let own = queues_of(transaction, [agent_id]).await?;
    for queue_id in queue_ids.union(&own) {
        pass(transaction, hub, *queue_id).await?;
    }
    Ok(())
}

/// The queues of these agents.
pub(super) async fn queues_of(
    transaction: &Transaction,
    agent_ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeSet<Uuid>> {
    let rows = queue_member::Entity::find()
        .filter(queue_member::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(queue_member::Column::AgentId.is_in(agent_ids))
        .all(transaction.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.queue_id).collect())
}

async fn open_offers(transaction: &Transaction, agent_id: Uuid) -> Result<Vec<offer::Model>> {
    let rows = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(offer::Column::AgentId.eq(agent_id))
        .filter(offer::Column::State.eq(Word(OfferState::Open)))
        .order_by_asc(offer::Column::Seq)
        .all(transaction.db())
        .await?;
    Ok(rows)
}

async fn give_back(transaction: &mut Transaction, hub: &Hub, offers: Vec<offer::Model>, reason: &str) -> Result<()> {
    let queue_ids: BTreeSet<Uuid> = offers.iter().map(|offer| offer.queue_id).collect();
    end_offers(transaction, offers, OfferState::Withdrawn, RoutingStepKind::Withdrawn, Some(reason)).await?;
    for queue_id in queue_ids {
        pass(transaction, hub, queue_id).await?;
    }
    Ok(())
}
