//! Whether anybody is there: a ready member of the queue who can be told.

use pronto_entity::{agent, column::Word, queue_member};
use pronto_protocol::agent::{Availability, Reachability};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{context::Context, error::Result, usecase::agent::reachabilities};

/// Whether a chat that starts now could be offered to somebody, limits aside.
///
/// # Errors
/// A failure of the database.
pub async fn attended(context: &Context, organization_id: Uuid, queue_id: Uuid) -> Result<bool> {
    let members = queue_member::Entity::find()
        .select_only()
        .column(queue_member::Column::AgentId)
        .filter(queue_member::Column::OrganizationId.eq(organization_id))
        .filter(queue_member::Column::QueueId.eq(queue_id))
        .into_query();
    let ready: Vec<Uuid> = agent::Entity::find()
        .select_only()
        .column(agent::Column::Id)
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .filter(agent::Column::Active.eq(true))
        .filter(agent::Column::Availability.eq(Word(Availability::Ready)))
        .filter(agent::Column::Id.in_subquery(members))
        .into_tuple()
        .all(context.db())
        .await?;
    if ready.is_empty() {
        return Ok(false);
    }
    let now_ms = context.clock.now_ms();
    let ways = reachabilities(context.db(), &context.hub, organization_id, &ready, now_ms).await?;
    Ok(ways.values().any(|way| *way != Reachability::None))
}
