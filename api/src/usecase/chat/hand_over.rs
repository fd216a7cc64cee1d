//! A chat changes hands: it goes to another agent, or to a queue where it waits.

use std::collections::BTreeSet;

use pronto_entity::{agent, chat, column::Word, queue};
use pronto_protocol::{chat::ChatState, message::NoticeCode, offer::RoutingStepKind};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
};
use uuid::Uuid;

use crate::{
    auth::AgentCard,
    error::Result,
    hub::Hub,
    ledger::Transaction,
    routing::{self, Cause, Step},
    step::{add_notice, participants_present, put_in_charge, remove_participant, watch_silence},
};

/// Gives an open chat to an agent: whoever was responsible leaves it, and so does who gave it; those who only joined stay.
/// Neither availability nor limits are asked here.
///
/// # Errors
/// A failure of the database.
pub(super) async fn give_to_agent(
    transaction: &mut Transaction,
    hub: &Hub,
    chat: &chat::Model,
    by: &AgentCard,
    to: (Uuid, &str),
) -> Result<()> {
    let (to_id, to_name) = to;
    let (notice, kind) = if by.id == to_id {
        (NoticeCode::TakenOver, RoutingStepKind::TakenOver)
    } else {
        (NoticeCode::TransferredToAgent, RoutingStepKind::Transferred)
    };
    let mut freed = routing::take_back(transaction, chat.id, "transferred").await?;
    // First, so that those who leave hear it too.
    add_notice(transaction, chat.id, notice, [("agent", to_name.to_owned())]).await?;
    let now_ms = transaction.now_ms();
    if chat.state.0 == ChatState::Waiting {
        let mut row = chat::ActiveModel { id: Unchanged(chat.id), ..Default::default() };
        row.state = Set(Word(ChatState::Active));
        row.accepted_at = Set(chat.accepted_at.or(Some(now_ms)));
        row.update(transaction.db()).await?;
    }
    let mut assigned = agent::ActiveModel { id: Unchanged(to_id), ..Default::default() };
    assigned.last_assigned_at = Set(Some(now_ms));
    assigned.update(transaction.db()).await?;
    put_in_charge(transaction, chat.id, to).await?;
    for row in participants_present(transaction, chat.id).await? {
        if row.agent_id != to_id && (row.responsible || row.agent_id == by.id) {
            remove_participant(transaction, chat.id, row.agent_id, true).await?;
            freed.insert(row.agent_id);
        }
    }
    watch_silence(transaction, chat.id, chat.queue_id).await?;
    let step = Step { kind, agent: Some(to), reason: None };
    let by = Some((by.id, by.name.as_str())).filter(|(id, _)| *id != to_id);
    routing::tell_cause(transaction, chat.id, step, Cause { by, queue: None }).await?;
    routing::agent_filled(transaction, hub, to_id).await?;
    freed.remove(&to_id);
    routing::agents_came(transaction, hub, freed).await
}

/// Takes everybody out of an open chat and lets it wait in a queue; one that waits already keeps its time. Offers are made
/// by `offer_in_queue`, once the chat's new row is told.
///
/// # Errors
/// A failure of the database.
pub(super) async fn send_to_queue(
    transaction: &mut Transaction,
    chat: &chat::Model,
    by: &AgentCard,
    queue: &queue::Model,
) -> Result<BTreeSet<Uuid>> {
    let mut freed = routing::take_back(transaction, chat.id, "transferred").await?;
    add_notice(transaction, chat.id, NoticeCode::TransferredToQueue, [("queue", queue.name.clone())]).await?;
    for row in participants_present(transaction, chat.id).await? {
        remove_participant(transaction, chat.id, row.agent_id, true).await?;
        freed.insert(row.agent_id);
    }
    let mut row = chat::ActiveModel { id: Unchanged(chat.id), ..Default::default() };
    row.queue_id = Set(queue.id);
    row.state = Set(Word(ChatState::Waiting));
    if chat.state.0 != ChatState::Waiting {
        row.waiting_since = Set(transaction.now_ms());
    }
    row.update(transaction.db()).await?;
    let step = Step::of_chat(RoutingStepKind::Transferred);
    let cause = Cause { by: Some((by.id, &by.name)), queue: Some((queue.id, &queue.name)) };
    routing::tell_cause(transaction, chat.id, step, cause).await?;
    Ok(freed)
}

/// Gives out a chat that has come to a queue, and what else those can take who have room by that.
///
/// # Errors
/// A failure of the database.
pub(super) async fn offer_in_queue(
    transaction: &mut Transaction,
    hub: &Hub,
    chat_id: Uuid,
    freed: BTreeSet<Uuid>,
) -> Result<()> {
    routing::chat_waiting(transaction, hub, chat_id).await?;
    routing::agents_came(transaction, hub, freed).await
}
