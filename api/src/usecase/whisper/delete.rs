//! Deletes one's own whisper.

use futures_util::FutureExt;
use pronto_entity::{column::Json, whisper};
use pronto_protocol::{event::Change, whisper::WhisperView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::load_own;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, step::load_chat, usecase::mention};

/// Deletes one's own whisper: its place stays, its text is gone. Again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`, `chat_closed`.
pub async fn delete(context: &Context, agent: &Agent, chat_id: Uuid, whisper_id: Uuid) -> Result<()> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| empty(transaction, agent, chat_id, whisper_id).boxed())
        .await
}

async fn empty(transaction: &mut Transaction, agent: Agent, chat_id: Uuid, whisper_id: Uuid) -> Result<()> {
    let whisper = load_own(transaction, &agent, chat_id, whisper_id).await?;
    if whisper.deleted_at.is_some() {
        return Ok(());
    }
    let chat = load_chat(transaction, chat_id).await?;
    let before = whisper.mentions.0.clone();
    let mut changed: whisper::ActiveModel = whisper.into_active_model();
    changed.text = Set(String::new());
    changed.mentions = Set(Json(Vec::new()));
    changed.deleted_at = Set(Some(transaction.now_ms()));
    changed.seq = Set(transaction.next_seq());
    let view: WhisperView = changed.update(transaction.db()).await?.into();
    transaction.emit(Change::WhisperDeleted(view.clone()));
    mention::record(transaction, &chat, &view, &before).await?;
    Ok(())
}
