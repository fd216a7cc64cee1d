//! Leaves a chat without closing it.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word};
use pronto_protocol::chat::{ChatState, ChatView};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    hub::Hub,
    ledger::Transaction,
    policy, routing,
    step::{emit_chat, load_chat, remove_participant},
    usecase::chat::view_of,
};

/// Takes the agent out of a chat. When nobody is left in it, the chat waits again. Again is no change.
///
/// # Errors
/// `not_found`, `not_participant` when the agent was never in it, `chat_closed`.
pub async fn leave(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<ChatView> {
    let agent = agent.clone();
    let hub = context.hub.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| depart(transaction, hub, agent, chat_id).boxed())
        .await
}

async fn depart(transaction: &mut Transaction, hub: Hub, agent: Agent, chat_id: Uuid) -> Result<ChatView> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    if seen.participant.as_ref().is_some_and(|participant| participant.left_at.is_some()) {
        return view_of(transaction.db(), seen.chat).await;
    }
    seen.present()?;
    seen.open()?;
    let left = remove_participant(transaction, chat_id, agent.id(), false).await?;
    if left.participants.is_empty() && left.state == ChatState::Active {
        let mut row: chat::ActiveModel = load_chat(transaction, chat_id).await?.into_active_model();
        row.state = Set(Word(ChatState::Waiting));
        row.waiting_since = Set(transaction.now_ms());
        emit_chat(transaction, row).await?;
        routing::chat_waiting(transaction, &hub, chat_id).await?;
    }
    // Who leaves has room for another.
    routing::agent_came(transaction, &hub, agent.id()).await?;
    let chat = load_chat(transaction, chat_id).await?;
    view_of(transaction.db(), chat).await
}
