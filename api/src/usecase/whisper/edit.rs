//! Edits one's own whisper.

use futures_util::FutureExt;
use pronto_entity::{column::Json, whisper};
use pronto_protocol::{error::ErrorCode, event::Change, message::EditTextRequest, whisper::WhisperView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::load_own;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    step::load_chat,
    usecase::{mention, text::check_text},
};

/// Changes the text of one's own whisper. The same text again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`, `chat_closed`, `conflict` when it was deleted, `invalid_fields`.
pub async fn edit(
    context: &Context,
    agent: &Agent,
    chat_id: Uuid,
    whisper_id: Uuid,
    request: EditTextRequest,
) -> Result<WhisperView> {
    let text = check_text("text", &request.text)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            change(transaction, agent, chat_id, whisper_id, text).boxed()
        })
        .await
}

async fn change(
    transaction: &mut Transaction,
    agent: Agent,
    chat_id: Uuid,
    whisper_id: Uuid,
    text: String,
) -> Result<WhisperView> {
    let whisper = load_own(transaction, &agent, chat_id, whisper_id).await?;
    if whisper.deleted_at.is_some() {
        return Err(Error::new(ErrorCode::Conflict).detail("The whisper was deleted."));
    }
    if whisper.text == text {
        return Ok(whisper.into());
    }
    let chat = load_chat(transaction, chat_id).await?;
    let mentions = mention::find(transaction, &chat, agent.id(), &text).await?;
    let before = whisper.mentions.0.clone();
    let mut changed: whisper::ActiveModel = whisper.into_active_model();
    changed.text = Set(text);
    changed.mentions = Set(Json(mentions));
    changed.edited_at = Set(Some(transaction.now_ms()));
    changed.seq = Set(transaction.next_seq());
    let view: WhisperView = changed.update(transaction.db()).await?.into();
    transaction.emit(Change::WhisperEdited(view.clone()));
    mention::record(transaction, &chat, &view, &before).await?;
    Ok(view)
}
