//! Moves an agent's read mark in a chat.

use futures_util::FutureExt;
use pronto_entity::{chat, participant};
use pronto_protocol::event::Change;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::message_number::message_number;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, policy};

/// Moves the agent's read mark to a position: forward only, and never past the last entry.
///
/// # Errors
/// `not_found`, `not_participant`.
pub async fn mark_read(context: &Context, agent: &Agent, chat_id: Uuid, position: u64) -> Result<()> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| mark(transaction, agent, chat_id, position).boxed())
        .await
}

async fn mark(transaction: &mut Transaction, agent: Agent, chat_id: Uuid, position: u64) -> Result<()> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    let participant = seen.present()?.clone();
    let position = i64::try_from(position).unwrap_or(i64::MAX).min(seen.chat.last_position);
    if position <= participant.read_position {
        return Ok(());
    }
    let mut moved: participant::ActiveModel = participant.into_active_model();
    moved.read_position = Set(position);
    moved.update(transaction.db()).await?;
    // The visitor counts messages alone, so the mark is told in both ways.
    let number = message_number(transaction, chat_id, position).await?;
    if number > seen.chat.agents_read_number {
        let mut moved: chat::ActiveModel = seen.chat.into_active_model();
        moved.agents_read_number = Set(number);
        moved.update(transaction.db()).await?;
    }
    transaction.emit(Change::ReadMoved {
        chat_id,
        agent_id: agent.id(),
        position: position.unsigned_abs(),
        number: number.unsigned_abs(),
    });
    Ok(())
}
