//! Attends the next: the longest waiting chat, of one queue or of all own ones where members help themselves.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word, offer, queue, queue_member};
use pronto_protocol::{
    chat::ChatState,
    error::ErrorCode,
    offer::{AcceptedOfferView, OfferState},
    queue::RoutingMode,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::take::{Claim, already_taken, take};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    policy, routing,
    step::load_chat,
    usecase::{queue::find, text::content_hash},
};

/// Takes the longest waiting chat of a `pull` queue of the agent's, or of all of them when none is named. With a
/// `client_id` the same call again gives the same chat instead of another one.
///
/// # Errors
/// `not_found` (queue), `forbidden` for who is no member, `conflict` where chats are offered or given, `queue_empty`,
/// `limit_reached`.
pub async fn take_next(
    context: &Context,
    agent: &Agent,
    queue_id: Option<Uuid>,
    client_id: Option<Uuid>,
) -> Result<AcceptedOfferView> {
    let (hub, agent) = (context.hub.clone(), agent.clone());
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move { inner(transaction, &hub, &agent, queue_id, client_id).await }.boxed()
        })
        .await
}

async fn inner(
    transaction: &mut Transaction,
    hub: &Hub,
    agent: &Agent,
    queue_id: Option<Uuid>,
    client_id: Option<Uuid>,
) -> Result<AcceptedOfferView> {
    let offer_id = client_id.map_or_else(|| transaction.id(), |client_id| record_id(agent, client_id));
    if let Some(offer) = earlier(transaction, agent, offer_id).await? {
        let chat = load_chat(transaction, offer.chat_id).await?;
        return already_taken(transaction, chat, offer).await;
    }
    let queues = match queue_id {
        Some(queue_id) => vec![own_queue(transaction, agent, queue_id).await?],
        None => pull_queues(transaction, agent).await?,
    };
    let full = routing::full_queues(transaction.db(), agent.organization_id(), agent.id(), &queues).await?;
    let ids = || queues.iter().map(|queue| queue.id);
    let free = ids().filter(|id| !full.contains(id)).collect();
    match longest_waiting(transaction, free).await? {
        Some(chat) => take(transaction, hub, &agent.card, chat, Claim::Next { offer_id }).await,
        None if longest_waiting(transaction, ids().collect()).await?.is_some() => {
            Err(Error::new(ErrorCode::LimitReached).detail("What waits is beyond your limit, or beyond the queue's."))
        }
        None => Err(ErrorCode::QueueEmpty.into()),
    }
}

/// The id of the offer on record, made of whose call it is: nobody can name another's.
fn record_id(agent: &Agent, client_id: Uuid) -> Uuid {
    let (organization_id, agent_id) = (agent.organization_id(), agent.id());
    let hash = content_hash([organization_id, agent_id, client_id].iter().map(|id| id.as_bytes().as_slice()));
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hash) {
        *byte = hashed;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

async fn earlier(transaction: &Transaction, agent: &Agent, offer_id: Uuid) -> Result<Option<offer::Model>> {
    let row = offer::Entity::find_by_id(offer_id)
        .filter(offer::Column::OrganizationId.eq(agent.organization_id()))
        .filter(offer::Column::AgentId.eq(agent.id()))
        .filter(offer::Column::State.eq(Word(OfferState::Accepted)))
        .one(transaction.db())
        .await?;
    Ok(row)
}

async fn own_queue(transaction: &Transaction, agent: &Agent, queue_id: Uuid) -> Result<queue::Model> {
    let queue = find(transaction.db(), agent.organization_id(), queue_id).await?;
    if !policy::is_member(transaction.db(), agent, queue_id).await? {
        return Err(Error::new(ErrorCode::Forbidden).detail("Only members of the queue may take its chats."));
    }
    if queue.settings.0.routing_mode != RoutingMode::Pull {
        return Err(Error::new(ErrorCode::Conflict).detail("This queue gives out its chats by itself."));
    }
    Ok(queue)
}

async fn pull_queues(transaction: &Transaction, agent: &Agent) -> Result<Vec<queue::Model>> {
    let own = queue_member::Entity::find()
        .select_only()
        .column(queue_member::Column::QueueId)
        .filter(queue_member::Column::OrganizationId.eq(agent.organization_id()))
        .filter(queue_member::Column::AgentId.eq(agent.id()))
        .into_query();
    let rows = queue::Entity::find()
        .filter(queue::Column::OrganizationId.eq(agent.organization_id()))
        .filter(queue::Column::Id.in_subquery(own))
        .all(transaction.db())
        .await?;
    Ok(rows.into_iter().filter(|queue| queue.settings.0.routing_mode == RoutingMode::Pull).collect())
}

async fn longest_waiting(transaction: &Transaction, queue_ids: Vec<Uuid>) -> Result<Option<chat::Model>> {
    if queue_ids.is_empty() {
        return Ok(None);
    }
    let row = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .filter(chat::Column::QueueId.is_in(queue_ids))
        .order_by_desc(chat::Column::Priority)
        .order_by_asc(chat::Column::WaitingSince)
        .order_by_asc(chat::Column::Number)
        .limit(1)
        .one(transaction.db())
        .await?;
    Ok(row)
}
