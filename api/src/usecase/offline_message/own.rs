//! Finds an offline message that the agent may see, and stamps one that changed.

use pronto_entity::offline_message;
use pronto_protocol::{
    agent::{Permission, Role},
    event::Change,
    offline::OfflineMessageView,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    error::{Error, Result},
    ledger::Transaction,
    policy,
};

/// One of the agent's queues, or one that the agent looks after; supervisors see all.
///
/// # Errors
/// `forbidden` without the permission, `not_found`.
pub(super) async fn find<C: ConnectionTrait>(database: &C, agent: &Agent, id: Uuid) -> Result<offline_message::Model> {
    policy::need(&agent.card, Permission::OfflineMessages)?;
    let row = offline_message::Entity::find_by_id(id)
        .filter(offline_message::Column::OrganizationId.eq(agent.organization_id()))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)?;
    let allowed = agent.card.role != Role::Agent
        || row.assignee_id == Some(agent.id())
        || policy::is_member(database, agent, row.queue_id).await?;
    if allowed { Ok(row) } else { Err(Error::not_found()) }
}

/// Writes a changed row and tells `offline_message.updated`.
///
/// # Errors
/// A failure of the database.
pub(super) async fn stamp(
    transaction: &mut Transaction,
    mut changed: offline_message::ActiveModel,
) -> Result<OfflineMessageView> {
    changed.seq = Set(transaction.next_seq());
    let view: OfflineMessageView = changed.update(transaction.db()).await?.into();
    transaction.emit(Change::OfflineMessageUpdated(view.clone()));
    Ok(view)
}
