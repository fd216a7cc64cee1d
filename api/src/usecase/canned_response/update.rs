//! Changes a canned response.

use futures_util::FutureExt;
use pronto_protocol::{
    canned_response::{CannedResponseView, UpdateCannedResponseRequest},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    check::{check_shortcut, check_shortcut_is_free},
    own::load_own,
    view::view_of,
};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    ledger::Transaction,
    usecase::{
        template::check_variables,
        text::{check_text, fold_words},
    },
};

/// Changes one's own; admins change the organization's and what others share.
///
/// # Errors
/// `not_found`, `forbidden`, `already_exists` for a shortcut that the owner has, `invalid_fields`.
pub async fn update(
    context: &Context,
    agent: &Agent,
    id: Uuid,
    mut request: UpdateCannedResponseRequest,
) -> Result<CannedResponseView> {
    request.shortcut = request.shortcut.map(|shortcut| check_shortcut("shortcut", &shortcut)).transpose()?;
    request.text = request.text.map(|text| check_text("text", &text)).transpose()?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| change(transaction, agent, id, request).boxed())
        .await
}

async fn change(
    transaction: &mut Transaction,
    agent: Agent,
    id: Uuid,
    request: UpdateCannedResponseRequest,
) -> Result<CannedResponseView> {
    let row = load_own(transaction.db(), &agent, id).await?;
    let shortcut = request.shortcut.unwrap_or_else(|| row.shortcut.clone());
    let text = request.text.unwrap_or_else(|| row.text.clone());
    let shared = row.owner_id.is_none() || request.shared.unwrap_or(row.shared);
    if text != row.text {
        check_variables(transaction.db(), row.organization_id, "text", &text).await?;
    }
    check_shortcut_is_free(transaction, row.scope_id, &shortcut, Some(id)).await?;
    if (&shortcut, &text, shared) == (&row.shortcut, &row.text, row.shared) {
        return view_of(transaction.db(), row, None).await;
    }
    if shared || row.shared {
        transaction.emit(Change::RegisterChanged { register: Register::CannedResponses });
    }
    let mut changed = row.into_active_model();
    changed.folded = Set(fold_words(&format!("{shortcut} {text}")));
    changed.shortcut = Set(shortcut);
    changed.text = Set(text);
    changed.shared = Set(shared);
    changed.updated_at = Set(transaction.now_ms());
    view_of(transaction.db(), changed.update(transaction.db()).await?, None).await
}
