//! Accepts an offer: exactly one agent wins a chat, and never more chats than the limits allow.

use std::sync::Arc;

use futures_util::FutureExt;
use pronto_entity::{column::Word, offer};
use pronto_protocol::{
    chat::ChatState,
    error::ErrorCode,
    offer::{AcceptedOfferView, OfferState},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{
    own::own_offer,
    take::{Claim, already_taken, take},
};
use crate::{
    auth::{Agent, AgentCard},
    context::Context,
    error::Result,
    hub::Hub,
    ledger::Transaction,
    step::load_chat,
};

/// Accepts one's offer. Again gives the same answer.
///
/// # Errors
/// `not_found`, `offer_taken`, `offer_expired`, `limit_reached`.
pub async fn accept(context: &Context, agent: &Agent, offer_id: Uuid) -> Result<AcceptedOfferView> {
    let (hub, card) = (context.hub.clone(), Arc::clone(&agent.card));
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move { inner(transaction, &hub, &card, offer_id).await }.boxed()
        })
        .await
}

async fn inner(
    transaction: &mut Transaction,
    hub: &Hub,
    card: &AgentCard,
    offer_id: Uuid,
) -> Result<AcceptedOfferView> {
    let offer = own_offer(transaction.db(), card, offer_id).await?;
    let chat = load_chat(transaction, offer.chat_id).await?;
    match offer.state.0 {
        OfferState::Accepted => return already_taken(transaction, chat, offer).await,
        // The job that ends it may be late by a moment; the deadline is not.
        OfferState::Open if offer.expires_at.is_some_and(|at| at <= transaction.now_ms()) => {
            return Err(ErrorCode::OfferExpired.into());
        }
        OfferState::Open if chat.state.0 == ChatState::Waiting => {}
        _ => return Err(gone(transaction, &offer).await?.into()),
    }
    take(transaction, hub, card, chat, Claim::Offer(offer)).await
}

/// Taken by another since it was made, or ended otherwise.
async fn gone(transaction: &Transaction, offer: &offer::Model) -> Result<ErrorCode> {
    let by_another = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(offer.organization_id))
        .filter(offer::Column::ChatId.eq(offer.chat_id))
        .filter(offer::Column::AgentId.ne(offer.agent_id))
        .filter(offer::Column::State.eq(Word(OfferState::Accepted)))
        .filter(offer::Column::EndedAt.gte(offer.made_at))
        .count(transaction.db())
        .await?;
    Ok(if by_another > 0 { ErrorCode::OfferTaken } else { ErrorCode::OfferExpired })
}
