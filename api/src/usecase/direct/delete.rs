//! Deletes one's own direct message; its place stays, its text goes.

use futures_util::FutureExt;
use pronto_protocol::event::Change;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::{check_window, own_message};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction};

/// Deletes one's own message, within the organization's time. Again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `edit_window_passed`.
pub async fn delete(context: &Context, agent: &Agent, conversation_id: Uuid, message_id: Uuid) -> Result<()> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            inner(transaction, agent, conversation_id, message_id).boxed()
        })
        .await
}

async fn inner(transaction: &mut Transaction, agent: Agent, conversation_id: Uuid, message_id: Uuid) -> Result<()> {
    let row = own_message(transaction, &agent, conversation_id, message_id).await?;
    if row.deleted_at.is_some() {
        return Ok(());
    }
    check_window(transaction, &row).await?;
    let mut row = row.into_active_model();
    row.text = Set(String::new());
    row.deleted_at = Set(Some(transaction.now_ms()));
    row.seq = Set(transaction.next_seq());
    let row = row.update(transaction.db()).await?;
    transaction.emit(Change::DirectMessageDeleted(row.into()));
    Ok(())
}
