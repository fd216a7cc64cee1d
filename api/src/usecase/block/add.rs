//! Blocks somebody.

use std::sync::Arc;

use futures_util::FutureExt;
use pronto_entity::{block, column::Word};
use pronto_protocol::{
    agent::Permission,
    block::{AddBlockRequest, BlockView},
    error::ErrorCode,
    event::Change,
    limit::REASON_MOST_CHARS,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::target::{Target, check_target, standing_of, visitors_of};
use crate::{
    auth::{Agent, AgentCard},
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::text::check_short_text,
};

/// Blocks an address, a visitor or a contact: from then on it is refused, and its sockets are closed. Its chats stay as they
/// are for agents.
///
/// # Errors
/// `forbidden`, `invalid_fields`, `not_found` (visitor or contact), `conflict` (merged contact), `already_exists` when it is
/// blocked already.
pub async fn add(context: &Context, agent: &Agent, request: AddBlockRequest) -> Result<BlockView> {
    policy::need(&agent.card, Permission::BlockVisitors)?;
    let target = check_target(&request.target)?;
    let reason = check_short_text("reason", &request.reason, REASON_MOST_CHARS)?;
    let reason = reason.ok_or_else(|| Error::field("reason", "required", "A reason is needed."))?;
    let ends_at_ms = request.ends_at.map(|at| at.unix_ms());
    if ends_at_ms.is_some_and(|at_ms| at_ms <= context.clock.now_ms()) {
        return Err(Error::field("ends_at", "out_of_range", "A block ends in the future."));
    }
    let card = Arc::clone(&agent.card);
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            write(transaction, card, target, reason, ends_at_ms).boxed()
        })
        .await
}

async fn write(
    transaction: &mut Transaction,
    card: Arc<AgentCard>,
    target: Target,
    reason: String,
    ends_at_ms: Option<i64>,
) -> Result<BlockView> {
    let visitor_ids = visitors_of(transaction, &target).await?;
    if let Some(standing) = standing_of(transaction, &target).await? {
        return Err(Error::new(ErrorCode::AlreadyExists).detail(format!("Block {} refuses it already.", standing.id)));
    }
    let row = block::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        kind: Set(Word(target.kind)),
        network: Set(target.network),
        subject_id: Set(target.subject_id),
        reason: Set(reason),
        blocked_by_id: Set(card.id),
        blocked_by_name: Set(card.name.clone()),
        blocked_at: Set(transaction.now_ms()),
        ends_at: Set(ends_at_ms),
        lifted_at: Set(None),
        lifted_by_id: Set(None),
        seq: Set(transaction.next_seq()),
    };
    let block: BlockView = row.insert(transaction.db()).await?.into();
    transaction.emit(Change::BlockAdded { block: block.clone(), visitor_ids });
    Ok(block)
}
