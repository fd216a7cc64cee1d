//! Edits one's own direct message.

use futures_util::FutureExt;
use pronto_protocol::{direct::DirectMessageView, error::ErrorCode, event::Change, message::EditTextRequest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::{check_window, own_message};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::check_text,
};

/// Changes the text of one's own message, within the organization's time. The same text again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `edit_window_passed`, `invalid_fields`; `conflict` when it was deleted.
pub async fn edit(
    context: &Context,
    agent: &Agent,
    conversation_id: Uuid,
    message_id: Uuid,
    request: EditTextRequest,
) -> Result<DirectMessageView> {
    let text = check_text("text", &request.text)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            inner(transaction, agent, conversation_id, message_id, text).boxed()
        })
        .await
}

async fn inner(
    transaction: &mut Transaction,
    agent: Agent,
    conversation_id: Uuid,
    message_id: Uuid,
    text: String,
) -> Result<DirectMessageView> {
    let row = own_message(transaction, &agent, conversation_id, message_id).await?;
    if row.deleted_at.is_some() {
        return Err(Error::new(ErrorCode::Conflict).detail("The message was deleted."));
    }
    if row.text == text {
        return Ok(row.into());
    }
    check_window(transaction, &row).await?;
    let mut row = row.into_active_model();
    row.text = Set(text);
    row.edited_at = Set(Some(transaction.now_ms()));
    row.seq = Set(transaction.next_seq());
    let edited: DirectMessageView = row.update(transaction.db()).await?.into();
    transaction.emit(Change::DirectMessageEdited(edited.clone()));
    Ok(edited)
}
