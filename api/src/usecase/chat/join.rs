//! Joins a chat of others.

use futures_util::FutureExt;
use pronto_protocol::{
    agent::Permission,
    chat::{ChatState, ChatView},
    error::ErrorCode,
};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    step::add_participant,
    usecase::chat::view_of,
};

/// Puts the agent into an active chat, without counting it against the agent's limits. Again is no change.
///
/// # Errors
/// `forbidden`, `not_found`, `chat_closed`, `conflict` while the chat waits: then it is accepted, not joined.
pub async fn join(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<ChatView> {
    policy::need(&agent.card, Permission::JoinChats)?;
    let agent = agent.clone();
    context.ledger.commit(agent.organization_id(), move |transaction| enter(transaction, agent, chat_id).boxed()).await
}

async fn enter(transaction: &mut Transaction, agent: Agent, chat_id: Uuid) -> Result<ChatView> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    seen.open()?;
    if seen.present().is_ok() {
        return view_of(transaction.db(), seen.chat).await;
    }
    if seen.chat.state.0 == ChatState::Waiting {
        return Err(Error::new(ErrorCode::Conflict).detail("Nobody has taken this chat yet: accept it."));
    }
    add_participant(transaction, chat_id, &agent.card, false).await
}
