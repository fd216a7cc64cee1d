//! Lets an offer expire at its deadline; who lets too many expire in a row is made `not_ready`, and told so.

use std::collections::BTreeSet;

use futures_util::FutureExt;
use pronto_entity::{agent, column::Word, offer, organization};
use pronto_protocol::{
    agent::Availability,
    event::Change,
    offer::{OfferState, RoutingStepKind},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    routing::{self, EXPIRE_JOB},
};

/// Expires an offer whose deadline has passed; one that has ended meanwhile stays as it is.
///
/// # Errors
/// A failure of the database.
pub async fn expire_offer(context: &Context, organization_id: Uuid, offer_id: Uuid) -> Result<()> {
    let hub = context.hub.clone();
    context
        .ledger
        .commit(organization_id, move |transaction| async move { inner(transaction, &hub, offer_id).await }.boxed())
        .await
}

async fn inner(transaction: &mut Transaction, hub: &Hub, offer_id: Uuid) -> Result<()> {
    let offer = offer::Entity::find_by_id(offer_id)
        .filter(offer::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    let Some(offer) = offer.filter(|offer| offer.state.0 == OfferState::Open) else {
        return transaction.drop_jobs(EXPIRE_JOB, offer_id).await;
    };
    if offer.expires_at.is_none_or(|at| at > transaction.now_ms()) {
        return Err(Error::internal("the clock went back behind the offer's deadline"));
    }
    let agent_id = offer.agent_id;
    let queue_ids = BTreeSet::from([offer.queue_id]);
    routing::end_offers(transaction, vec![offer], OfferState::Expired, RoutingStepKind::Expired, None).await?;
    if missed(transaction, agent_id).await? {
        // Gives the agent's other open offers back before this one goes on.
        routing::agent_changed(transaction, hub, agent_id).await?;
    }
    routing::offers_freed(transaction, hub, agent_id, queue_ids).await
}

/// Counts a missed offer; true when it was one too many and the agent is not ready any more.
async fn missed(transaction: &mut Transaction, agent_id: Uuid) -> Result<bool> {
    let organization_id = transaction.organization_id();
    let organization = organization::Entity::find_by_id(organization_id).one(transaction.db()).await?;
    let most = organization.ok_or_else(Error::not_found)?.settings.0.missed_offers_most;
    let row = agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let count = row.missed_offers + 1;
    let too_many = most > 0 && count.unsigned_abs() >= most && row.availability.0 == Availability::Ready;
    let mut row = row.into_active_model();
    if too_many {
        // Counting begins anew when the agent is ready again.
        row.missed_offers = Set(0);
        row.availability = Set(Word(Availability::NotReady));
        row.seq = Set(transaction.next_seq());
    } else {
        row.missed_offers = Set(count);
    }
    row.update(transaction.db()).await?;
    if too_many {
        let availability = Availability::NotReady;
        transaction.emit(Change::AvailabilityChanged { agent_id, availability, by_missed_offers: true });
    }
    Ok(too_many)
}
