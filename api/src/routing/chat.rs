//! A chat begins to wait, waits on, or waits no longer.

use std::collections::BTreeSet;

use pronto_entity::{chat, column::Word, offer, participant, queue};
use pronto_protocol::{
    offer::{OfferState, RoutingStepKind},
    queue::RoutingMode,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{
    ROUTE_JOB,
    agent::queues_of,
    end_offers,
    pass::{pass, pass_chat},
    plan::Again,
    story::{Step, is_waiting, tell},
};
use crate::{error::Result, hub::Hub, ledger::Transaction, step::load_chat};

/// A chat began to wait, or waits again: it is given out at once. The chat's row says `waiting` already.
///
/// # Errors
/// A failure of the database.
pub async fn chat_waiting(transaction: &mut Transaction, hub: &Hub, chat_id: Uuid) -> Result<()> {
    let chat = load_chat(transaction, chat_id).await?;
    let offered_before = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(offer::Column::ChatId.eq(chat_id))
        .count(transaction.db())
        .await?;
    if offered_before > 0 {
        // Who declined it when it waited before is asked anew.
        start_round(transaction, &chat).await?;
    }
    tell(transaction, chat_id, &[Step::of_chat(RoutingStepKind::Queued)]).await?;
    if is_rationed(transaction, chat.queue_id).await? {
        // Who has waited longer comes first, should this chat's agent or its place among the active have become free.
        pass(transaction, hub, chat.queue_id).await?;
    }
    pass_chat(transaction, hub, &chat, Again::ByRound).await
}

/// Whether chats of a queue wait for room rather than for somebody's answer.
async fn is_rationed(transaction: &Transaction, queue_id: Uuid) -> Result<bool> {
    let queue = queue::Entity::find_by_id(queue_id)
        .filter(queue::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    let rationed = |queue: queue::Model| {
        queue.settings.0.routing_mode == RoutingMode::Auto || queue.settings.0.chats_most.is_some()
    };
    Ok(queue.is_some_and(rationed))
}

/// A chat waits again since its agents were silent: a new round begins in which they are passed over, as if they had missed
/// an offer of it. The chat's row says `waiting` already.
///
/// # Errors
/// A failure of the database.
pub async fn chat_returned(
    transaction: &mut Transaction,
    hub: &Hub,
    chat_id: Uuid,
    silent: &BTreeSet<Uuid>,
) -> Result<()> {
    let chat = load_chat(transaction, chat_id).await?;
    start_round(transaction, &chat).await?;
    for agent_id in silent {
        offer::ActiveModel {
            id: Set(transaction.id()),
            organization_id: Set(transaction.organization_id()),
            chat_id: Set(chat_id),
            agent_id: Set(*agent_id),
            queue_id: Set(chat.queue_id),
            mode: Set(Word(RoutingMode::Broadcast)),
            state: Set(Word(OfferState::Expired)),
            round: Set(chat.routing_round + 1),
            made_at: Set(transaction.now_ms()),
            expires_at: Set(None),
            ended_at: Set(Some(transaction.now_ms())),
            seq: Set(chat.seq),
        }
        .insert(transaction.db())
        .await?;
    }
    tell(transaction, chat_id, &[Step::of_chat(RoutingStepKind::Queued)]).await?;
    pass_chat(transaction, hub, &chat, Again::ByRound).await
}

/// Offers a waiting chat again that everybody has declined or missed.
///
/// # Errors
/// A failure of the database.
pub async fn go_round(transaction: &mut Transaction, hub: &Hub, chat_id: Uuid) -> Result<()> {
    let chat = load_chat(transaction, chat_id).await?;
    pass_chat(transaction, hub, &chat, Again::Now).await
}

/// A chat was closed, or its last agent left it: its offers are withdrawn, and its agents have room for others. The rows
/// of the chat and its participants say so already.
///
/// # Errors
/// A failure of the database.
pub async fn chat_ended(transaction: &mut Transaction, hub: &Hub, chat_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    let open = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(organization_id))
        .filter(offer::Column::ChatId.eq(chat_id))
        .filter(offer::Column::State.eq(Word(OfferState::Open)))
        .order_by_asc(offer::Column::Seq)
        .all(transaction.db())
        .await?;
    let participants = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(organization_id))
        .filter(participant::Column::ChatId.eq(chat_id))
        .all(transaction.db())
        .await?;
    let agents: BTreeSet<Uuid> = open
        .iter()
        .map(|offer| offer.agent_id)
        .chain(participants.into_iter().map(|participant| participant.agent_id))
        .collect();
    end_offers(transaction, open, OfferState::Withdrawn, RoutingStepKind::Withdrawn, Some("ended")).await?;
    transaction.drop_jobs(ROUTE_JOB, chat_id).await?;
    if is_waiting(transaction, chat_id).await? {
        tell(transaction, chat_id, &[Step::of_chat(RoutingStepKind::Ended)]).await?;
    }
    let mut queue_ids = queues_of(transaction, agents).await?;
    queue_ids.insert(load_chat(transaction, chat_id).await?.queue_id);
    for queue_id in queue_ids {
        pass(transaction, hub, queue_id).await?;
    }
    Ok(())
}

/// A chat goes another way than by its offers: those that are open are withdrawn for this reason, and a planned round is
/// given up. Gives the agents who have room for others by that.
///
/// # Errors
/// A failure of the database.
pub async fn take_back(transaction: &mut Transaction, chat_id: Uuid, reason: &str) -> Result<BTreeSet<Uuid>> {
    let open = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(offer::Column::ChatId.eq(chat_id))
        .filter(offer::Column::State.eq(Word(OfferState::Open)))
        .order_by_asc(offer::Column::Seq)
        .all(transaction.db())
        .await?;
    let freed = open.iter().map(|offer| offer.agent_id).collect();
    end_offers(transaction, open, OfferState::Withdrawn, RoutingStepKind::Withdrawn, Some(reason)).await?;
    transaction.drop_jobs(ROUTE_JOB, chat_id).await?;
    Ok(freed)
}

/// Begins the chat's next round; the row alone, since no view tells the round.
pub(super) async fn start_round(transaction: &Transaction, chat: &chat::Model) -> Result<()> {
    chat::ActiveModel { id: Unchanged(chat.id), routing_round: Set(chat.routing_round + 1), ..Default::default() }
        .update(transaction.db())
        .await?;
    Ok(())
}
