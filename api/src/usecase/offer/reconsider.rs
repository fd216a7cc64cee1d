//! An agent can be told again (first socket, working push): what waits in the agent's queues is offered.

use futures_util::FutureExt;
use pronto_entity::{agent, chat, column::Word, queue_member};
use pronto_protocol::{agent::Availability, chat::ChatState};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{context::Context, error::Result, routing};

/// Offers waiting chats to an agent who has become reachable. Costs a read or two when nothing waits.
///
/// # Errors
/// A failure of the database.
pub async fn reconsider(context: &Context, organization_id: Uuid, agent_id: Uuid) -> Result<()> {
    let ready = agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .filter(agent::Column::Active.eq(true))
        .filter(agent::Column::Availability.eq(Word(Availability::Ready)))
        .one(context.db())
        .await?;
    if ready.is_none() || !anything_waits(context, organization_id, agent_id).await? {
        return Ok(());
    }
    let hub = context.hub.clone();
    context
        .ledger
        .commit(organization_id, move |transaction| {
            async move { routing::agent_came(transaction, &hub, agent_id).await }.boxed()
        })
        .await
}

async fn anything_waits(context: &Context, organization_id: Uuid, agent_id: Uuid) -> Result<bool> {
    let queues = queue_member::Entity::find()
        .filter(queue_member::Column::OrganizationId.eq(organization_id))
        .filter(queue_member::Column::AgentId.eq(agent_id))
        .all(context.db())
        .await?;
    if queues.is_empty() {
        return Ok(false);
    }
    let waiting = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .filter(chat::Column::QueueId.is_in(queues.into_iter().map(|member| member.queue_id)))
        .one(context.db())
        .await?;
    Ok(waiting.is_some())
}
