//! Canned responses that an agent sees, and those that an agent may change.

use pronto_entity::canned_response;
use pronto_protocol::{
    agent::{Permission, Role},
    error::ErrorCode,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    error::{Error, Result},
    policy,
};

/// The organization's, the agent's own, and what others share.
pub(super) fn seen_by(agent: &Agent) -> Condition {
    use canned_response::Column;
    Condition::all()
        .add(Column::OrganizationId.eq(agent.organization_id()))
        .add(Condition::any().add(Column::Shared.eq(true)).add(Column::OwnerId.eq(agent.id())))
}

/// One that the agent sees.
///
/// # Errors
/// `not_found`.
pub(super) async fn load_seen<C: ConnectionTrait>(
    database: &C,
    agent: &Agent,
    id: Uuid,
) -> Result<canned_response::Model> {
    canned_response::Entity::find()
        .filter(seen_by(agent))
        .filter(canned_response::Column::Id.eq(id))
        .one(database)
        .await?
        .ok_or_else(Error::not_found)
}

/// One that the agent may change: one's own with the permission; the organization's, and what others share, for admins.
///
/// # Errors
/// `not_found`, `forbidden`.
pub(super) async fn load_own<C: ConnectionTrait>(
    database: &C,
    agent: &Agent,
    id: Uuid,
) -> Result<canned_response::Model> {
    let row = load_seen(database, agent, id).await?;
    if agent.card.role == Role::Admin {
        return Ok(row);
    }
    if row.owner_id != Some(agent.id()) {
        return Err(Error::new(ErrorCode::Forbidden).detail("Only its owner or an admin may change it."));
    }
    policy::need(&agent.card, Permission::OwnCannedResponses)?;
    Ok(row)
}
