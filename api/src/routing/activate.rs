//! A waiting chat becomes an agent's: the chat, the agent's turn, and the agent's part in it.

use pronto_entity::{agent, chat, column::Word};
use pronto_protocol::chat::{ChatState, ChatView};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    IntoActiveModel,
};
use uuid::Uuid;

use super::ROUTE_JOB;
use crate::{
    error::Result,
    ledger::Transaction,
    step::{emit_chat, enter_chat, load_chat, watch_silence},
};

/// Makes a chat active with this agent and tells it. `assigned_at` (Unix milliseconds) is the agent's new place in the
/// order of turns. Limits are asked by the caller, in the same change.
///
/// # Errors
/// A failure of the database.
pub async fn activate(
    transaction: &mut Transaction,
    chat: &chat::Model,
    agent_id: Uuid,
    name: &str,
    assigned_at: i64,
) -> Result<ChatView> {
    chat::ActiveModel {
        id: Unchanged(chat.id),
        state: Set(Word(ChatState::Active)),
        accepted_at: Set(chat.accepted_at.or(Some(transaction.now_ms()))),
        ..Default::default()
    }
    .update(transaction.db())
    .await?;
    agent::ActiveModel { id: Unchanged(agent_id), last_assigned_at: Set(Some(assigned_at)), ..Default::default() }
        .update(transaction.db())
        .await?;
    let mut view = enter_chat(transaction, chat.id, agent_id, name, true).await?;
    if view.seq == chat.seq.unsigned_abs() {
        // The agent was responsible all along, so nothing has told the chat's new state yet.
        let row = load_chat(transaction, chat.id).await?;
        view = emit_chat(transaction, row.into_active_model()).await?;
    }
    transaction.drop_jobs(ROUTE_JOB, chat.id).await?;
    watch_silence(transaction, chat.id, chat.queue_id).await?;
    Ok(view)
}
