//! Deletes a note about a contact.

use futures_util::FutureExt;
use pronto_entity::contact_note;
use pronto_protocol::event::Change;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::load_own;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction};

/// Deletes one's own note; admins delete any. Again is no change.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn delete(context: &Context, agent: &Agent, contact_id: Uuid, note_id: Uuid) -> Result<()> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| empty(transaction, agent, contact_id, note_id).boxed())
        .await
}

async fn empty(transaction: &mut Transaction, agent: Agent, contact_id: Uuid, note_id: Uuid) -> Result<()> {
    let note = load_own(transaction, &agent, contact_id, note_id).await?;
    if note.deleted_at.is_some() {
        return Ok(());
    }
    let mut changed: contact_note::ActiveModel = note.into_active_model();
    // The row stays for its client_id; what was written goes.
    changed.text = Set(String::new());
    changed.deleted_at = Set(Some(transaction.now_ms()));
    changed.seq = Set(transaction.next_seq());
    changed.update(transaction.db()).await?;
    transaction.emit(Change::ContactNoteDeleted { contact_id, note_id });
    Ok(())
}
