//! Gives a chat a priority.

use futures_util::FutureExt;
use pronto_entity::chat;
use pronto_protocol::chat::{ChatView, Priority, SetPriorityRequest};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::view_of;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, policy, step::emit_chat};

/// Gives an open chat a priority: while it waits, chats of a higher one come first. Offers that are open stay. The same
/// again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`, `chat_closed`.
pub async fn set_priority(
    context: &Context,
    agent: &Agent,
    chat_id: Uuid,
    request: SetPriorityRequest,
) -> Result<ChatView> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            inner(transaction, agent, chat_id, request.priority).boxed()
        })
        .await
}

async fn inner(transaction: &mut Transaction, agent: Agent, chat_id: Uuid, priority: Priority) -> Result<ChatView> {
    let seen = policy::organize_chat(transaction.db(), &agent, chat_id).await?;
    seen.open()?;
    if seen.chat.priority == priority.rank() {
        return view_of(transaction.db(), seen.chat).await;
    }
    let mut row: chat::ActiveModel = seen.chat.into_active_model();
    row.priority = Set(priority.rank());
    emit_chat(transaction, row).await
}
