//! Takes a chat back that one has set aside.

use futures_util::FutureExt;
use pronto_entity::participant;
use pronto_protocol::{agent::Permission, chat::ChatView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::view_of;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    ledger::Transaction,
    policy,
    step::{emit_chat, plan_wake},
};

/// Takes a chat back before its time. Again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`.
pub async fn unsnooze(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<ChatView> {
    let agent = agent.clone();
    context.ledger.commit(agent.organization_id(), move |transaction| inner(transaction, agent, chat_id).boxed()).await
}

async fn inner(transaction: &mut Transaction, agent: Agent, chat_id: Uuid) -> Result<ChatView> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    policy::need(&agent.card, Permission::OrganizeChats)?;
    let present = seen.present()?.clone();
    if present.snoozed_until.is_none() {
        return view_of(transaction.db(), seen.chat).await;
    }
    let mut row: participant::ActiveModel = present.into_active_model();
    row.snoozed_until = Set(None);
    row.update(transaction.db()).await?;
    plan_wake(transaction, chat_id).await?;
    emit_chat(transaction, seen.chat.into_active_model()).await
}
