//! Shows one agent.

use pronto_entity::agent;
use pronto_protocol::agent::{AgentView, Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{reachability::reachability_of, view::view};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
};

/// An agent of the same organization; the e-mail address for itself and for admins.
///
/// # Errors
/// `not_found`.
pub async fn show(context: &Context, asker: &Agent, agent_id: Uuid) -> Result<AgentView> {
    let organization_id = asker.organization_id();
    let row = agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let now_ms = context.clock.now_ms();
    let way = reachability_of(context.db(), &context.hub, organization_id, agent_id, now_ms).await?;
    let with_email = asker.card.role == Role::Admin || asker.id() == agent_id;
    Ok(view(row, way, with_email))
}
