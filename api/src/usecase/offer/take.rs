//! An agent takes a waiting chat, by an offer or without one.

use pronto_entity::{agent, chat, column::Word, offer};
use pronto_protocol::{
    error::ErrorCode,
    event::Change,
    offer::{AcceptedOfferView, OfferState, RoutingStepKind},
    queue::RoutingMode,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::{
    auth::AgentCard,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    routing::{self, EXPIRE_JOB, Step},
};

/// By what an agent takes a chat.
pub(crate) enum Claim {
    /// An open offer.
    Offer(offer::Model),
    /// As a member of a queue that tells all of them: an offer is written for the record.
    Start,
    /// Because it is the next: an offer is written for the record, under this id.
    Next {
        /// The id.
        offer_id: Uuid,
    },
}

/// Makes the chat active with this agent, ends every other open offer of it, and tells all of that.
pub(crate) async fn take(
    transaction: &mut Transaction,
    hub: &Hub,
    card: &AgentCard,
    chat: chat::Model,
    claim: Claim,
) -> Result<AcceptedOfferView> {
    if routing::limit_reached(transaction, card.id, chat.queue_id).await? {
        return Err(Error::new(ErrorCode::LimitReached).detail("You have as many chats as you may have."));
    }
    if routing::queue_full(transaction, chat.queue_id).await? {
        return Err(Error::new(ErrorCode::LimitReached).detail("The queue has as many active chats as it may have."));
    }
    let others = others_open(transaction, &chat, card, &claim).await?;
    let reason = matches!(claim, Claim::Next { .. }).then_some("pulled");
    agent::ActiveModel { id: Unchanged(card.id), missed_offers: Set(0), ..Default::default() }
        .update(transaction.db())
        .await?;
    let now_ms = transaction.now_ms();
    let chat_view = routing::activate(transaction, &chat, card.id, &card.name, now_ms).await?;
    let row = accepted(transaction, card, &chat, claim).await?;
    let offer_view = routing::offer_view(transaction.db(), row).await?;
    transaction.emit(Change::OfferEnded(offer_view.clone()));
    transaction.drop_jobs(EXPIRE_JOB, offer_view.id).await?;
    let step = Step { kind: RoutingStepKind::Accepted, agent: Some((card.id, &card.name)), reason };
    routing::tell(transaction, chat.id, &[step]).await?;
    routing::end_offers(transaction, others, OfferState::Withdrawn, RoutingStepKind::Withdrawn, Some("taken")).await?;
    routing::agent_filled(transaction, hub, card.id).await?;
    routing::queue_filled(transaction, hub, chat.queue_id).await?;
    Ok(AcceptedOfferView { offer: offer_view, chat: chat_view })
}

/// The answer to who accepts what is the agent's own already.
pub(super) async fn already_taken(
    transaction: &Transaction,
    chat: chat::Model,
    offer: offer::Model,
) -> Result<AcceptedOfferView> {
    let participants = chat::participants_of(transaction.db(), chat.organization_id, chat.id).await?;
    let offer = routing::offer_view(transaction.db(), offer).await?;
    Ok(AcceptedOfferView { offer, chat: chat.view(participants) })
}

/// The offer's row as accepted, stamped with the next event; without an offer one is written for the record.
async fn accepted(
    transaction: &Transaction,
    card: &AgentCard,
    chat: &chat::Model,
    claim: Claim,
) -> Result<offer::Model> {
    let now_ms = transaction.now_ms();
    let seq = transaction.next_seq();
    let (id, mode) = match claim {
        Claim::Start => (transaction.id(), RoutingMode::Broadcast),
        Claim::Next { offer_id } => (offer_id, RoutingMode::Pull),
        Claim::Offer(offer) => {
            let mut row = offer.into_active_model();
            row.state = Set(Word(OfferState::Accepted));
            row.ended_at = Set(Some(now_ms));
            row.seq = Set(seq);
            return Ok(row.update(transaction.db()).await?);
        }
    };
    let row = offer::ActiveModel {
        id: Set(id),
        organization_id: Set(transaction.organization_id()),
        chat_id: Set(chat.id),
        agent_id: Set(card.id),
        queue_id: Set(chat.queue_id),
        mode: Set(Word(mode)),
        state: Set(Word(OfferState::Accepted)),
        round: Set(chat.routing_round),
        made_at: Set(now_ms),
        expires_at: Set(None),
        ended_at: Set(Some(now_ms)),
        seq: Set(seq),
    };
    Ok(row.insert(transaction.db()).await?)
}

/// Open offers of the chat that end with this: everybody's but the one that is accepted.
async fn others_open(
    transaction: &Transaction,
    chat: &chat::Model,
    card: &AgentCard,
    claim: &Claim,
) -> Result<Vec<offer::Model>> {
    let mut query = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(chat.organization_id))
        .filter(offer::Column::ChatId.eq(chat.id))
        .filter(offer::Column::State.eq(Word(OfferState::Open)));
    query = match claim {
        Claim::Offer(offer) => query.filter(offer::Column::Id.ne(offer.id)),
        // Who has an offer takes the chat by it.
        Claim::Start | Claim::Next { .. } => query.filter(offer::Column::AgentId.ne(card.id)),
    };
    Ok(query.order_by_asc(offer::Column::Seq).all(transaction.db()).await?)
}
