//! Shows an agent's preferences.

use pronto_entity::agent_preference;
use pronto_protocol::preference::AgentPreferences;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{auth::Agent, context::Context, error::Result};

/// The agent's own; as at first while nothing was chosen.
///
/// # Errors
/// A failure of the database.
pub async fn show(context: &Context, agent: &Agent) -> Result<AgentPreferences> {
    let row = agent_preference::Entity::find_by_id(agent.id())
        .filter(agent_preference::Column::OrganizationId.eq(agent.organization_id()))
        .one(context.db())
        .await?;
    Ok(row.map(|row| row.preferences.0).unwrap_or_default())
}
