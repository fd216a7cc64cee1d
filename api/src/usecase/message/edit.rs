//! Edits one's own message.

use futures_util::FutureExt;
use pronto_entity::message;
use pronto_protocol::{
    error::ErrorCode,
    event::Change,
    message::{EditTextRequest, MessageView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    Author, Owner,
    own::{check_window, load_own},
};
use crate::{
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::check_optional_text,
};

/// Changes the text of one's own message, within the organization's time. The same text again is no change.
///
/// # Errors
/// `not_found`, `not_participant`, `chat_closed`, `channel_unable`, `forbidden`, `edit_window_passed`, `conflict` when it was
/// deleted, `invalid_fields`.
pub async fn edit(
    context: &Context,
    author: Author<'_>,
    chat_id: Uuid,
    message_id: Uuid,
    request: EditTextRequest,
) -> Result<MessageView> {
    let text = check_optional_text("text", &request.text)?;
    let owner = Owner::from(author);
    context
        .ledger
        .commit(owner.organization_id(), move |transaction| {
            change(transaction, owner, chat_id, message_id, text).boxed()
        })
        .await
}

async fn change(
    transaction: &mut Transaction,
    owner: Owner,
    chat_id: Uuid,
    message_id: Uuid,
    text: String,
) -> Result<MessageView> {
    let message = load_own(transaction, &owner, chat_id, message_id).await?;
    if message.deleted_at.is_some() {
        return Err(Error::new(ErrorCode::Conflict).detail("The message was deleted."));
    }
    if message.text == text {
        return Ok(message.into());
    }
    if text.is_empty() && message.attachments.is_none() {
        return Err(Error::field("text", "required", "A message needs a text or an attachment."));
    }
    check_window(transaction, &message).await?;
    change_text(transaction, message, text).await
}

/// Gives a message another text, marked as edited.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn change_text(
    transaction: &mut Transaction,
    message: message::Model,
    text: String,
) -> Result<MessageView> {
    let mut changed: message::ActiveModel = message.into_active_model();
    changed.text = Set(text);
    changed.edited_at = Set(Some(transaction.now_ms()));
    changed.seq = Set(transaction.next_seq());
    let view: MessageView = changed.update(transaction.db()).await?.into();
    transaction.emit(Change::MessageEdited(view.clone()));
    Ok(view)
}
