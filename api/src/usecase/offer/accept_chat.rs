//! Starts a waiting chat from the list: by one's open offer, or as a member of its broadcast queue.

use futures_util::FutureExt;
use pronto_entity::{column::Word, offer, queue};
use pronto_protocol::{
    chat::ChatState,
    error::ErrorCode,
    offer::{AcceptedOfferView, OfferState},
    queue::RoutingMode,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::take::{Claim, already_taken, take};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    policy,
};

/// Starts a waiting chat. Again gives the same answer.
///
/// # Errors
/// `not_found`, `forbidden`, `conflict`, `chat_closed`, `offer_taken`, `offer_expired`, `limit_reached`.
pub async fn accept_chat(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<AcceptedOfferView> {
    let (hub, agent) = (context.hub.clone(), agent.clone());
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move { inner(transaction, &hub, &agent, chat_id).await }.boxed()
        })
        .await
}

async fn inner(transaction: &mut Transaction, hub: &Hub, agent: &Agent, chat_id: Uuid) -> Result<AcceptedOfferView> {
    let chat = policy::see_chat(transaction.db(), agent, chat_id).await?.chat;
    match chat.state.0 {
        ChatState::Waiting => {}
        ChatState::Closed => return Err(ErrorCode::ChatClosed.into()),
        ChatState::Active => {
            let accepted = last_offer(transaction, agent, chat_id, OfferState::Accepted).await?;
            let accepted = accepted.ok_or_else(|| Error::new(ErrorCode::OfferTaken))?;
            return already_taken(transaction, chat, accepted).await;
        }
    }
    let open = last_offer(transaction, agent, chat_id, OfferState::Open).await?;
    if let Some(offer) = &open {
        if offer.expires_at.is_some_and(|at| at <= transaction.now_ms()) {
            return Err(ErrorCode::OfferExpired.into());
        }
    } else {
        check_start(transaction, agent, chat.queue_id).await?;
    }
    take(transaction, hub, &agent.card, chat, open.map_or(Claim::Start, Claim::Offer)).await
}

/// Without an offer only a member may start a chat, and only where everybody may.
async fn check_start(transaction: &Transaction, agent: &Agent, queue_id: Uuid) -> Result<()> {
    if !policy::is_member(transaction.db(), agent, queue_id).await? {
        return Err(Error::new(ErrorCode::Forbidden).detail("Only members of the queue may start its chats."));
    }
    let queue = queue::Entity::find_by_id(queue_id)
        .filter(queue::Column::OrganizationId.eq(agent.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let detail = match queue.settings.0.routing_mode {
        RoutingMode::Broadcast => return Ok(()),
        RoutingMode::Offer => "This queue offers its chats to one agent at a time.",
        RoutingMode::Pull => "In this queue the longest waiting chat comes first: take the next.",
        RoutingMode::Auto => "This queue gives its chats out by itself.",
    };
    Err(Error::new(ErrorCode::Conflict).detail(detail))
}

async fn last_offer(
    transaction: &Transaction,
    agent: &Agent,
    chat_id: Uuid,
    state: OfferState,
) -> Result<Option<offer::Model>> {
    let row = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(agent.organization_id()))
        .filter(offer::Column::ChatId.eq(chat_id))
        .filter(offer::Column::AgentId.eq(agent.id()))
        .filter(offer::Column::State.eq(Word(state)))
        .order_by_desc(offer::Column::Seq)
        .one(transaction.db())
        .await?;
    Ok(row)
}
