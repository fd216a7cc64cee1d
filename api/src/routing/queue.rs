//! A queue's members, limits or mode changed.

use pronto_entity::{column::Word, offer, queue, queue_member};
use pronto_protocol::offer::{OfferState, RoutingStepKind};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashSet;
use uuid::Uuid;

use super::{agent::queues_of, end_offers, pass::pass, plan::QUEUE_FULL, queue_full};
use crate::{error::Result, hub::Hub, ledger::Transaction};

/// A queue's members or settings changed: offers that no longer fit are withdrawn, and what waits is given out anew.
///
/// # Errors
/// A failure of the database.
pub async fn member_changed(transaction: &mut Transaction, hub: &Hub, queue_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    let queue = queue::Entity::find_by_id(queue_id)
        .filter(queue::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?;
    let Some(queue) = queue else { return Ok(()) };
    let open = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(organization_id))
        .filter(offer::Column::QueueId.eq(queue_id))
        .filter(offer::Column::State.eq(Word(OfferState::Open)))
        .order_by_asc(offer::Column::Seq)
        .all(transaction.db())
        .await?;
    let members = queue_member::Entity::find()
        .filter(queue_member::Column::OrganizationId.eq(organization_id))
        .filter(queue_member::Column::QueueId.eq(queue_id))
        .all(transaction.db())
        .await?;
    let members: HashSet<Uuid> = members.into_iter().map(|member| member.agent_id).collect();
    let (staying, gone): (Vec<_>, Vec<_>) = open.into_iter().partition(|offer| members.contains(&offer.agent_id));
    let mode = queue.settings.0.routing_mode;
    let (fitting, otherwise): (Vec<_>, Vec<_>) = staying.into_iter().partition(|offer| offer.mode.0 == mode);
    let over = if queue_full(transaction, queue_id).await? { fitting } else { Vec::new() };
    // Who loses an offer with a deadline has room for another, of any queue.
    let freed = gone.iter().chain(&otherwise).chain(&over).map(|offer| offer.agent_id);
    let mut queue_ids = queues_of(transaction, freed.collect::<Vec<_>>()).await?;
    queue_ids.insert(queue_id);
    end_offers(transaction, gone, OfferState::Withdrawn, RoutingStepKind::Withdrawn, Some("not_member")).await?;
    end_offers(transaction, otherwise, OfferState::Withdrawn, RoutingStepKind::Withdrawn, Some("mode_changed")).await?;
    end_offers(transaction, over, OfferState::Withdrawn, RoutingStepKind::Withdrawn, Some(QUEUE_FULL)).await?;
    for queue_id in queue_ids {
        pass(transaction, hub, queue_id).await?;
    }
    Ok(())
}

/// A chat of a queue was taken: when that was the last that the whole queue may have, the others ring no more.
///
/// # Errors
/// A failure of the database.
pub async fn queue_filled(transaction: &mut Transaction, hub: &Hub, queue_id: Uuid) -> Result<()> {
    if !queue_full(transaction, queue_id).await? {
        return Ok(());
    }
    let open = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(offer::Column::QueueId.eq(queue_id))
        .filter(offer::Column::State.eq(Word(OfferState::Open)))
        .order_by_asc(offer::Column::Seq)
        .all(transaction.db())
        .await?;
    // Who loses an offer with a deadline has room for another, of any queue.
    let freed: Vec<Uuid> = open.iter().filter(|offer| offer.expires_at.is_some()).map(|offer| offer.agent_id).collect();
    end_offers(transaction, open, OfferState::Withdrawn, RoutingStepKind::Withdrawn, Some(QUEUE_FULL)).await?;
    for queue_id in queues_of(transaction, freed).await? {
        pass(transaction, hub, queue_id).await?;
    }
    Ok(())
}
