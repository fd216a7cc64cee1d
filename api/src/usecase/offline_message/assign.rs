//! Gives an offline message to an agent, or to nobody.

use futures_util::FutureExt;
use pronto_entity::agent;
use pronto_protocol::offline::OfflineMessageView;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::own::{find, stamp};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Gives it to an agent who may sign in; null takes it away. The same again is no change.
///
/// # Errors
/// `forbidden`, `not_found` (message or agent).
pub async fn assign(context: &Context, agent: &Agent, id: Uuid, agent_id: Option<Uuid>) -> Result<OfflineMessageView> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move { give(transaction, &agent, id, agent_id).await }.boxed()
        })
        .await
}

async fn give(
    transaction: &mut Transaction,
    agent: &Agent,
    id: Uuid,
    agent_id: Option<Uuid>,
) -> Result<OfflineMessageView> {
    let row = find(transaction.db(), agent, id).await?;
    if row.assignee_id == agent_id {
        return Ok(row.into());
    }
    if let Some(agent_id) = agent_id {
        agent::Entity::find_by_id(agent_id)
            .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(agent::Column::Active.eq(true))
            .one(transaction.db())
            .await?
            .ok_or_else(Error::not_found)?;
    }
    let mut changed = row.into_active_model();
    changed.assignee_id = Set(agent_id);
    stamp(transaction, changed).await
}
