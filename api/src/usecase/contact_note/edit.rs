//! Edits a note about a contact.

use futures_util::FutureExt;
use pronto_entity::contact_note;
use pronto_protocol::{contact::ContactNoteView, event::Change, message::EditTextRequest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::load_own;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::check_text,
};

/// Changes the text of one's own note; admins change any. The same text again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid_fields`.
pub async fn edit(
    context: &Context,
    agent: &Agent,
    contact_id: Uuid,
    note_id: Uuid,
    request: EditTextRequest,
) -> Result<ContactNoteView> {
    let text = check_text("text", &request.text)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            change(transaction, agent, contact_id, note_id, text).boxed()
        })
        .await
}

async fn change(
    transaction: &mut Transaction,
    agent: Agent,
    contact_id: Uuid,
    note_id: Uuid,
    text: String,
) -> Result<ContactNoteView> {
    let note = load_own(transaction, &agent, contact_id, note_id).await?;
    if note.deleted_at.is_some() {
        return Err(Error::not_found());
    }
    if note.text == text {
        return Ok(note.into());
    }
    let mut changed: contact_note::ActiveModel = note.into_active_model();
    changed.text = Set(text);
    changed.edited_at = Set(Some(transaction.now_ms()));
    changed.seq = Set(transaction.next_seq());
    let view: ContactNoteView = changed.update(transaction.db()).await?.into();
    transaction.emit(Change::ContactNoteEdited(view.clone()));
    Ok(view)
}
