//! Moves an agent's read mark in a direct conversation.

use futures_util::FutureExt;
use pronto_protocol::event::Change;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, policy};

/// Reads a conversation up to a position; marks move forward only, and not past the last message.
///
/// # Errors
/// `not_found`.
pub async fn mark_read(context: &Context, agent: &Agent, conversation_id: Uuid, position: u64) -> Result<()> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            inner(transaction, agent, conversation_id, position).boxed()
        })
        .await
}

async fn inner(transaction: &mut Transaction, agent: Agent, conversation_id: Uuid, position: u64) -> Result<()> {
    let (conversation, member) = policy::own_conversation(transaction.db(), &agent, conversation_id).await?;
    let position = i64::try_from(position).unwrap_or(i64::MAX).min(conversation.last_position);
    if position <= member.read_position {
        return Ok(());
    }
    let mut member = member.into_active_model();
    member.read_position = Set(position);
    member.update(transaction.db()).await?;
    let (agent_id, position) = (agent.id(), position.unsigned_abs());
    transaction.emit(Change::DirectReadMoved { conversation_id, agent_id, position });
    Ok(())
}
