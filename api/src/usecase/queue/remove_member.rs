//! Takes an agent out of a queue.

use futures_util::FutureExt;
use pronto_entity::agent;
use pronto_protocol::event::Change;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use super::{find, set_member::find_member};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    routing,
};

/// Takes an agent out of a queue; the caller is an admin. Who is no member stays none. Chats already taken stay with the
/// agent, open offers go on to others.
///
/// # Errors
/// `not_found` when there is no such queue or agent.
pub async fn remove_member(context: &Context, admin: &Agent, queue_id: Uuid, agent_id: Uuid) -> Result<()> {
    let hub = context.hub.clone();
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| {
            async move { inner(transaction, &hub, queue_id, agent_id).await }.boxed()
        })
        .await
}

async fn inner(transaction: &mut Transaction, hub: &Hub, queue_id: Uuid, agent_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    find(transaction.db(), organization_id, queue_id).await?;
    agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let Some(row) = find_member(transaction, queue_id, agent_id).await? else { return Ok(()) };
    row.delete(transaction.db()).await?;
    transaction.emit(Change::QueueMemberRemoved { queue_id, agent_id });
    routing::member_changed(transaction, hub, queue_id).await
}
