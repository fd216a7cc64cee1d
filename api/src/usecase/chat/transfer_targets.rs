//! Lists whom a chat can be transferred to, and who cannot take it now and why.

use std::collections::HashSet;

use futures_util::FutureExt;
use pronto_entity::{agent, chat, queue, queue_member};
use pronto_protocol::{
    agent::{Permission, Reachability},
    page::Page,
    transfer::{AgentTargetView, QueueTargetView, TransferObstacle, TransferTargetView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::obstacle::{of_agents, of_queue};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    hub::Hub,
    ledger::Transaction,
    page::{PageParams, page_of},
    policy,
    usecase::{agent::reachabilities, queue::find},
};

/// Queues first, then agents who may sign in, each in the order they were added. It is asked of the ledger, so that it
/// tells what a transfer at this moment would meet.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid_fields`, `invalid_cursor`.
pub async fn transfer_targets(
    context: &Context,
    agent: &Agent,
    chat_id: Uuid,
    params: &PageParams,
) -> Result<Page<TransferTargetView>> {
    let limit = params.limit()?;
    let after = params.after::<(bool, Uuid)>()?;
    let (hub, agent) = (context.hub.clone(), agent.clone());
    let targets = context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move { read(transaction, &hub, &agent, chat_id, after, limit + 1).await }.boxed()
        })
        .await?;
    let key = |target: &TransferTargetView| match target {
        TransferTargetView::Queue(queue) => (false, queue.queue_id),
        TransferTargetView::Agent(agent) => (true, agent.agent_id),
    };
    Ok(page_of(targets, limit, key, |target| target))
}

async fn read(
    transaction: &Transaction,
    hub: &Hub,
    agent: &Agent,
    chat_id: Uuid,
    after: Option<(bool, Uuid)>,
    most: u64,
) -> Result<Vec<TransferTargetView>> {
    let chat = policy::see_chat(transaction.db(), agent, chat_id).await?.chat;
    policy::need(&agent.card, Permission::TransferChats)?;
    let mut targets = match after {
        Some((true, _)) => Vec::new(),
        after => queues(transaction, &chat, after.map(|(_, id)| id), most).await?,
    };
    let left = most.saturating_sub(targets.len() as u64);
    if left > 0 {
        let after = after.filter(|(agents, _)| *agents).map(|(_, id)| id);
        targets.extend(agents(transaction, hub, &chat, after, left).await?);
    }
    Ok(targets)
}

async fn queues(
    transaction: &Transaction,
    chat: &chat::Model,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<TransferTargetView>> {
    let mut query = queue::Entity::find().filter(queue::Column::OrganizationId.eq(transaction.organization_id()));
    if let Some(after) = after {
        query = query.filter(queue::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(queue::Column::Id).limit(most).all(transaction.db()).await?;
    let view = |row: queue::Model| {
        let obstacle = if row.id == chat.queue_id { None } else { of_queue(&row, transaction.now_ms()) };
        TransferTargetView::Queue(QueueTargetView { queue_id: row.id, name: row.name, obstacle })
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn agents(
    transaction: &Transaction,
    hub: &Hub,
    chat: &chat::Model,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<TransferTargetView>> {
    let organization_id = transaction.organization_id();
    let mut query = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .filter(agent::Column::Active.eq(true));
    if let Some(after) = after {
        query = query.filter(agent::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(agent::Column::Id).limit(most).all(transaction.db()).await?;
    let queue = find(transaction.db(), organization_id, chat.queue_id).await?;
    let obstacles = of_agents(transaction, hub, chat, &queue, &rows).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let ways = reachabilities(transaction.db(), hub, organization_id, &ids, transaction.now_ms()).await?;
    let members = queue_member::Entity::find()
        .filter(queue_member::Column::OrganizationId.eq(organization_id))
        .filter(queue_member::Column::QueueId.eq(chat.queue_id))
        .filter(queue_member::Column::AgentId.is_in(ids))
        .all(transaction.db())
        .await?;
    let members: HashSet<Uuid> = members.into_iter().map(|member| member.agent_id).collect();
    let view = |row: agent::Model| {
        let obstacle: Option<TransferObstacle> = obstacles.get(&row.id).copied();
        TransferTargetView::Agent(AgentTargetView {
            agent_id: row.id,
            name: row.name,
            role: row.role.0,
            availability: row.availability.0,
            reachability: ways.get(&row.id).copied().unwrap_or(Reachability::None),
            member: members.contains(&row.id),
            obstacle,
        })
    };
    Ok(rows.into_iter().map(view).collect())
}
