//! Names of agents.

use pronto_entity::agent;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{context::Context, error::Result};

/// The names of these agents, each with its id; agents that do not exist are left out.
///
/// # Errors
/// A failure of the database.
pub async fn names(context: &Context, organization_id: Uuid, agent_ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    if agent_ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .filter(agent::Column::Id.is_in(agent_ids.iter().copied()))
        .all(context.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
