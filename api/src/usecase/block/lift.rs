//! Lifts a block.

use futures_util::FutureExt;
use pronto_entity::block;
use pronto_protocol::{agent::Permission, event::Change};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
};

/// Lifts a block; it stays in the list of what was. Again is no change, and neither is one that has ended.
///
/// # Errors
/// `forbidden`, `not_found`.
pub async fn lift(context: &Context, agent: &Agent, block_id: Uuid) -> Result<()> {
    policy::need(&agent.card, Permission::BlockVisitors)?;
    let agent_id = agent.id();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| end(transaction, agent_id, block_id).boxed())
        .await
}

async fn end(transaction: &mut Transaction, agent_id: Uuid, block_id: Uuid) -> Result<()> {
    let row = block::Entity::find_by_id(block_id)
        .filter(block::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let ended = row.ends_at.is_some_and(|at_ms| at_ms <= transaction.now_ms());
    if row.lifted_at.is_some() || ended {
        return Ok(());
    }
    let mut changed: block::ActiveModel = row.into_active_model();
    changed.lifted_at = Set(Some(transaction.now_ms()));
    changed.lifted_by_id = Set(Some(agent_id));
    changed.seq = Set(transaction.next_seq());
    let row = changed.update(transaction.db()).await?;
    transaction.emit(Change::BlockLifted(row.into()));
    Ok(())
}
