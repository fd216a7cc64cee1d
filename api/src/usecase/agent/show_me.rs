//! Shows the signed-in agent to itself: who, where, what it may do, what waits.

use pronto_entity::{organization, queue_member};
use pronto_protocol::agent::MeView;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{badge::badge, show::show};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
};

/// All an app needs at its start.
///
/// # Errors
/// A failure of the database.
pub async fn show_me(context: &Context, agent: &Agent) -> Result<MeView> {
    let organization_id = agent.organization_id();
    let organization =
        organization::Entity::find_by_id(organization_id).one(context.db()).await?.ok_or_else(Error::not_found)?;
    let queue_ids: Vec<Uuid> = queue_member::Entity::find()
        .select_only()
        .column(queue_member::Column::QueueId)
        .filter(queue_member::Column::OrganizationId.eq(organization_id))
        .filter(queue_member::Column::AgentId.eq(agent.id()))
        .order_by_asc(queue_member::Column::QueueId)
        .into_tuple()
        .all(context.db())
        .await?;
    Ok(MeView {
        agent: show(context, agent, agent.id()).await?,
        organization: organization.into(),
        session_id: agent.session_id,
        device_id: agent.device_id,
        permissions: agent.card.permissions.clone(),
        queue_ids,
        badge: badge(context.db(), organization_id, agent.id()).await?,
    })
}
