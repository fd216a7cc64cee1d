//! Moves the mark of what the agents' apps have received in a chat.

use futures_util::FutureExt;
use pronto_entity::chat;
use pronto_protocol::event::Change;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::message_number::message_number;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, policy};

/// Moves the mark to a position of the timeline: forward only, and never past the last entry. What was read was received.
///
/// # Errors
/// `not_found`, `not_participant`.
pub async fn mark_received(context: &Context, agent: &Agent, chat_id: Uuid, position: u64) -> Result<()> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| mark(transaction, agent, chat_id, position).boxed())
        .await
}

async fn mark(transaction: &mut Transaction, agent: Agent, chat_id: Uuid, position: u64) -> Result<()> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    seen.present()?;
    let position = i64::try_from(position).unwrap_or(i64::MAX).min(seen.chat.last_position);
    let number = message_number(transaction, chat_id, position).await?;
    if number <= seen.chat.agents_received_number.max(seen.chat.agents_read_number) {
        return Ok(());
    }
    let mut moved: chat::ActiveModel = seen.chat.into_active_model();
    moved.agents_received_number = Set(number);
    moved.update(transaction.db()).await?;
    transaction.emit(Change::AgentsReceivedMoved { chat_id, number: number.unsigned_abs() });
    Ok(())
}
