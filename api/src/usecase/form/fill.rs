//! Fills in a chat's service form.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Json};
use pronto_protocol::{agent::Role, chat::ChatView, form::FillFormRequest};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{check::merge, fields::fields_of};
use crate::{
    auth::Agent, context::Context, error::Result, ledger::Transaction, policy, step::emit_chat, usecase::chat::view_of,
};

/// Fills in the form of a chat the agent is in; supervisors fill in any. Fields that are left out stay; the same again is
/// no change.
///
/// # Errors
/// `not_found`, `not_participant`, `chat_closed`, `invalid_fields`.
pub async fn fill(context: &Context, agent: &Agent, chat_id: Uuid, request: FillFormRequest) -> Result<ChatView> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| inner(transaction, agent, chat_id, request).boxed())
        .await
}

async fn inner(
    transaction: &mut Transaction,
    agent: Agent,
    chat_id: Uuid,
    request: FillFormRequest,
) -> Result<ChatView> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    if agent.card.role == Role::Agent {
        seen.present()?;
    }
    seen.open()?;
    let fields = fields_of(transaction, &seen.chat).await?;
    let form = merge("values", &fields, seen.chat.form.0.clone(), request.values)?;
    if form == seen.chat.form.0 {
        return view_of(transaction.db(), seen.chat).await;
    }
    let mut row: chat::ActiveModel = seen.chat.into_active_model();
    row.form = Set(Json(form));
    emit_chat(transaction, row).await
}
