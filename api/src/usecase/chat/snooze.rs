//! Sets a chat aside until a time.

use futures_util::FutureExt;
use pronto_entity::participant;
use pronto_protocol::chat::{ChatView, SnoozeRequest};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::view_of;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    step::{emit_chat, plan_wake},
};

/// The longest time that a chat is set aside.
const LONGEST_MS: i64 = 366 * 24 * 3_600_000;

/// Sets a chat that the agent is in aside for this agent alone, until a time or until the visitor writes. It counts against
/// the agent's limits all the same. The same time again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`, `chat_closed`; `invalid_fields` for a time that has passed or is more than
/// a year away.
pub async fn snooze(context: &Context, agent: &Agent, chat_id: Uuid, request: SnoozeRequest) -> Result<ChatView> {
    let until_ms = request.until.unix_ms();
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| inner(transaction, agent, chat_id, until_ms).boxed())
        .await
}

async fn inner(transaction: &mut Transaction, agent: Agent, chat_id: Uuid, until_ms: i64) -> Result<ChatView> {
    let seen = policy::organize_chat(transaction.db(), &agent, chat_id).await?;
    let present = seen.present()?.clone();
    seen.open()?;
    let now_ms = transaction.now_ms();
    if until_ms <= now_ms || until_ms - now_ms > LONGEST_MS {
        return Err(Error::field("until", "out_of_range", "In the future, and within a year."));
    }
    if present.snoozed_until == Some(until_ms) {
        return view_of(transaction.db(), seen.chat).await;
    }
    let mut row: participant::ActiveModel = present.into_active_model();
    row.snoozed_until = Set(Some(until_ms));
    row.update(transaction.db()).await?;
    plan_wake(transaction, chat_id).await?;
    emit_chat(transaction, seen.chat.into_active_model()).await
}
