//! Whether an agent's sign-in asks for a code.

use pronto_entity::totp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::Result;

/// Whether the agent has a second factor that was set up to its end.
///
/// # Errors
/// A failure of the database.
pub async fn is_enabled<C: ConnectionTrait>(database: &C, organization_id: Uuid, agent_id: Uuid) -> Result<bool> {
    Ok(row_of(database, organization_id, agent_id).await?.is_some_and(|row| row.confirmed_at.is_some()))
}

/// The agent's row, set up to its end or not.
pub(super) async fn row_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    agent_id: Uuid,
) -> Result<Option<totp::Model>> {
    let row = totp::Entity::find_by_id(agent_id)
        .filter(totp::Column::OrganizationId.eq(organization_id))
        .one(database)
        .await?;
    Ok(row)
}
