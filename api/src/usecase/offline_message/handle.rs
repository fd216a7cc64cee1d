//! Marks an offline message as handled.

use futures_util::FutureExt;
use pronto_entity::column::Word;
use pronto_protocol::{
    limit::HANDLED_NOTE_MOST_CHARS,
    offline::{HandleOfflineMessageRequest, OfflineMessageState, OfflineMessageView},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::{find, stamp};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, usecase::text::check_short_text};

/// Marks it as handled by this agent, with what was done. Again is no change: who was first stands.
///
/// # Errors
/// `forbidden`, `not_found`, `invalid_fields`.
pub async fn handle(
    context: &Context,
    agent: &Agent,
    id: Uuid,
    request: HandleOfflineMessageRequest,
) -> Result<OfflineMessageView> {
    let note = check_short_text("note", request.note.as_deref().unwrap_or_default(), HANDLED_NOTE_MOST_CHARS)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move { mark(transaction, &agent, id, note).await }.boxed()
        })
        .await
}

async fn mark(
    transaction: &mut Transaction,
    agent: &Agent,
    id: Uuid,
    note: Option<String>,
) -> Result<OfflineMessageView> {
    let row = find(transaction.db(), agent, id).await?;
    if row.state.0 == OfflineMessageState::Handled {
        return Ok(row.into());
    }
    let mut changed = row.into_active_model();
    changed.state = Set(Word(OfflineMessageState::Handled));
    changed.handled_by = Set(Some(agent.id()));
    changed.handled_by_name = Set(Some(agent.card.name.clone()));
    changed.handled_at = Set(Some(transaction.now_ms()));
    changed.handling_note = Set(note);
    stamp(transaction, changed).await
}
