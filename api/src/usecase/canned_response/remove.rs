//! Removes a canned response.

use futures_util::FutureExt;
use pronto_protocol::{event::Change, register::Register};
use sea_orm::ModelTrait;
use uuid::Uuid;

use super::own::load_own;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction};

/// Removes one's own; admins remove the organization's and what others share.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn remove(context: &Context, agent: &Agent, id: Uuid) -> Result<()> {
    let agent = agent.clone();
    context.ledger.commit(agent.organization_id(), move |transaction| delete(transaction, agent, id).boxed()).await
}

async fn delete(transaction: &mut Transaction, agent: Agent, id: Uuid) -> Result<()> {
    let row = load_own(transaction.db(), &agent, id).await?;
    if row.shared {
        transaction.emit(Change::RegisterChanged { register: Register::CannedResponses });
    }
    row.delete(transaction.db()).await?;
    Ok(())
}
