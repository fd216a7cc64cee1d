//! What goes on in a queue now, and who is next: told by the very plan that gives chats out.

use pronto_entity::{chat, column::Word};
use pronto_protocol::{
    agent::Availability,
    chat::ChatState,
    queue::{NextAgentView, QueueCountsView, RoutingMode},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{
    limit::active_count,
    plan::{Again, Past, plan_in},
    roster::Roster,
};
use crate::{error::Result, hub::Hub};

/// Counts a queue and says who gets its next chat; nothing when there is no such queue. `now_ms` is the time for which it
/// holds, in Unix milliseconds.
///
/// # Errors
/// A failure of the database.
pub async fn count_queue<C: ConnectionTrait>(
    database: &C,
    hub: &Hub,
    organization_id: Uuid,
    now_ms: i64,
    queue_id: Uuid,
) -> Result<Option<QueueCountsView>> {
    let Some(roster) = Roster::at(database, hub, organization_id, now_ms, queue_id).await? else { return Ok(None) };
    let waiting_count = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .filter(chat::Column::QueueId.eq(queue_id))
        .count(database)
        .await?;
    let active_count = active_count(database, organization_id, queue_id).await?;
    let ready = roster.members.iter().filter(|member| member.availability == Availability::Ready && member.reachable);
    let (next_agent, nobody) = next(&roster);
    Ok(Some(QueueCountsView {
        queue_id,
        waiting_count: u32::try_from(waiting_count).unwrap_or(u32::MAX),
        active_count: u32::try_from(active_count).unwrap_or(u32::MAX),
        ready_count: u32::try_from(ready.count()).unwrap_or(u32::MAX),
        next_agent,
        nobody: nobody.map(str::to_owned),
    }))
}

/// Who gets a chat that comes now, or why nobody does. Where all are told, or nobody is, there is no such agent.
fn next(roster: &Roster) -> (Option<NextAgentView>, Option<&'static str>) {
    if !matches!(roster.queue.settings.0.routing_mode, RoutingMode::Auto | RoutingMode::Offer) {
        return (None, None);
    }
    let plan = plan_in(roster, &Past::default(), Again::ByRound);
    let chosen = plan.chosen.first().map(|index| &roster.members[*index]);
    let next_agent = chosen.map(|member| NextAgentView { agent_id: member.agent_id, name: member.name.clone() });
    (next_agent, plan.nobody)
}
