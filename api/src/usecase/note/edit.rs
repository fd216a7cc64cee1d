//! Edits a note.

use futures_util::FutureExt;
use pronto_entity::note;
use pronto_protocol::{event::Change, message::EditTextRequest, note::NoteView};
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
    chat_id: Uuid,
    note_id: Uuid,
    request: EditTextRequest,
) -> Result<NoteView> {
    let text = check_text("text", &request.text)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| change(transaction, agent, chat_id, note_id, text).boxed())
        .await
}

async fn change(
    transaction: &mut Transaction,
    agent: Agent,
    chat_id: Uuid,
    note_id: Uuid,
    text: String,
) -> Result<NoteView> {
    let note = load_own(transaction, &agent, chat_id, note_id).await?;
    if note.deleted_at.is_some() {
        return Err(Error::not_found());
    }
    if note.text == text {
        return Ok(note.into());
    }
    let mut changed: note::ActiveModel = note.into_active_model();
    changed.text = Set(text);
    changed.edited_at = Set(Some(transaction.now_ms()));
    changed.seq = Set(transaction.next_seq());
    let view: NoteView = changed.update(transaction.db()).await?.into();
    transaction.emit(Change::NoteEdited(view.clone()));
    Ok(view)
}
