//! Declines an offer: it goes on to another agent.

use std::{collections::BTreeSet, sync::Arc};

use futures_util::FutureExt;
use pronto_entity::agent;
use pronto_protocol::{
    error::ErrorCode,
    offer::{OfferState, OfferView, RoutingStepKind},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
};
use uuid::Uuid;

use super::own::own_offer;
use crate::{
    auth::{Agent, AgentCard},
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    routing,
};

/// Declines one's offer. One that has ended already is answered as it stands.
///
/// # Errors
/// `not_found`; `conflict` when it was accepted.
pub async fn decline(context: &Context, agent: &Agent, offer_id: Uuid) -> Result<OfferView> {
    let (hub, card) = (context.hub.clone(), Arc::clone(&agent.card));
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move { inner(transaction, &hub, &card, offer_id).await }.boxed()
        })
        .await
}

async fn inner(transaction: &mut Transaction, hub: &Hub, card: &AgentCard, offer_id: Uuid) -> Result<OfferView> {
    let offer = own_offer(transaction.db(), card, offer_id).await?;
    match offer.state.0 {
        OfferState::Open => {}
        OfferState::Accepted => return Err(Error::new(ErrorCode::Conflict).detail("The offer was accepted.")),
        _ => return routing::offer_view(transaction.db(), offer).await,
    }
    agent::ActiveModel { id: Unchanged(card.id), missed_offers: Set(0), ..Default::default() }
        .update(transaction.db())
        .await?;
    let queue_ids = BTreeSet::from([offer.queue_id]);
    let ended =
        routing::end_offers(transaction, vec![offer], OfferState::Declined, RoutingStepKind::Declined, None).await?;
    routing::offers_freed(transaction, hub, card.id, queue_ids).await?;
    ended.into_iter().next().ok_or_else(|| Error::internal("an ended offer has a view"))
}
