//! Gives a chat another label of the state it is in.

use futures_util::FutureExt;
use pronto_entity::{chat, status_label};
use pronto_protocol::{chat::ChatView, status_label::SetLabelRequest};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::view_of;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    step::emit_chat,
};

/// Gives a chat an active label of its state. The same again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`, `invalid_fields`.
pub async fn set_label(context: &Context, agent: &Agent, chat_id: Uuid, request: SetLabelRequest) -> Result<ChatView> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            inner(transaction, agent, chat_id, request.label_id).boxed()
        })
        .await
}

async fn inner(transaction: &mut Transaction, agent: Agent, chat_id: Uuid, label_id: Uuid) -> Result<ChatView> {
    let seen = policy::organize_chat(transaction.db(), &agent, chat_id).await?;
    if seen.chat.label_id == Some(label_id) {
        return view_of(transaction.db(), seen.chat).await;
    }
    let label = status_label::Entity::find_by_id(label_id)
        .filter(status_label::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    let state = seen.chat.state;
    let label = label
        .filter(|label| label.active && label.state == state)
        .ok_or_else(|| Error::field("label_id", "unknown", format!("No active label of the state {}.", state.0)))?;
    let mut row: chat::ActiveModel = seen.chat.into_active_model();
    row.label_id = Set(Some(label.id));
    row.label = Set(Some(label.name));
    row.label_state = Set(Some(state));
    emit_chat(transaction, row).await
}
