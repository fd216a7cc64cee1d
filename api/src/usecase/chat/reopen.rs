//! Opens a closed chat again.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word, organization};
use pronto_protocol::{
    agent::Role,
    chat::{ChatState, ChatView},
    error::ErrorCode,
    message::NoticeCode,
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{second::refuse_second_chat, view_of};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    policy, routing,
    step::{add_notice, emit_reopened, load_chat, watch_silence},
};

/// Opens a closed chat again: active with the agents who were in it, waiting when there were none. Their own limits are not
/// asked, since they had it already; the whole queue's is.
///
/// # Errors
/// `not_found`, `not_participant`, `chat_not_closed`, `forbidden` when the organization does not allow it,
/// `conflict` when its content was erased, `already_exists` when the visitor has a newer open chat in this queue,
/// `limit_reached`.
pub async fn reopen(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<ChatView> {
    let agent = agent.clone();
    let hub = context.hub.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| open_again(transaction, hub, agent, chat_id).boxed())
        .await
}

async fn open_again(transaction: &mut Transaction, hub: Hub, agent: Agent, chat_id: Uuid) -> Result<ChatView> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    if agent.card.role == Role::Agent && seen.participant.is_none() {
        return Err(ErrorCode::NotParticipant.into());
    }
    let organization = organization::Entity::find_by_id(transaction.organization_id())
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if !organization.settings.0.reopen_allowed {
        return Err(Error::new(ErrorCode::Forbidden).detail("This organization does not reopen chats."));
    }
    if seen.chat.state.0 != ChatState::Closed {
        return Err(ErrorCode::ChatNotClosed.into());
    }
    seen.kept()?;
    refuse_second_chat(transaction, seen.chat.visitor_id, seen.chat.queue_id).await?;
    let participants = chat::participants_of(transaction.db(), seen.chat.organization_id, chat_id).await?;
    let (queue_id, waits) = (seen.chat.queue_id, participants.is_empty());
    if !waits && routing::queue_full(transaction, seen.chat.queue_id).await? {
        return Err(Error::new(ErrorCode::LimitReached).detail("The queue has as many active chats as it may have."));
    }
    let mut row: chat::ActiveModel = seen.chat.into_active_model();
    row.closed_at = Set(None);
    row.end = Set(None);
    row.close_reason = Set(None);
    row.solved = Set(None);
    row.disposition_id = Set(None);
    row.disposition = Set(None);
    row.state = Set(Word(if waits { ChatState::Waiting } else { ChatState::Active }));
    if waits {
        row.waiting_since = Set(transaction.now_ms());
    }
    // First, since the stream of the chat goes on with `chat.reopened`.
    emit_reopened(transaction, row).await?;
    add_notice(transaction, chat_id, NoticeCode::ChatReopened, [("agent", agent.card.name.clone())]).await?;
    if waits {
        routing::chat_waiting(transaction, &hub, chat_id).await?;
    } else {
        watch_silence(transaction, chat_id, queue_id).await?;
    }
    let chat = load_chat(transaction, chat_id).await?;
    view_of(transaction.db(), chat).await
}
