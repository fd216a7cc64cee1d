//! The details of a chat: who handled it and how long, whose it is, how often that person was here.

use std::collections::HashSet;

use pronto_entity::{chat, column::Word, participant, routing_step, visitor};
use pronto_protocol::{
    Timestamp,
    agent::Permission,
    journey::{ChatAgentView, ChatDetailsView},
    offer::RoutingStepKind,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    policy,
    usecase::{chat::view_of, contact, journey, queue},
};

/// The details of a chat that the agent may see.
///
/// # Errors
/// `not_found`.
pub async fn show(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<ChatDetailsView> {
    let row = policy::see_chat(context.db(), agent, chat_id).await?.chat;
    let organization_id = agent.organization_id();
    let queue = queue::find(context.db(), organization_id, row.queue_id).await?;
    let contact = match row.contact_id {
        Some(contact_id) => {
            let found = contact::find(context.db(), organization_id, contact_id).await?;
            Some(contact::view_of(context.db(), found).await?)
        }
        None => None,
    };
    let now_ms = context.clock.now_ms();
    let until_ms = row.closed_at.unwrap_or(now_ms);
    let taken_ms = row.accepted_at.unwrap_or(until_ms);
    let visitor_ip = match policy::need(&agent.card, Permission::BlockVisitors) {
        Ok(()) => ip_of(context, organization_id, row.visitor_id).await?,
        Err(_) => None,
    };
    Ok(ChatDetailsView {
        queue_name: queue.name,
        agents: agents_of(context, organization_id, chat_id).await?,
        waiting_ms: span(row.started_at, taken_ms),
        handling_ms: span(taken_ms, until_ms),
        contact,
        earlier_chat_count: earlier(context, agent, &row).await?,
        visitor_ip,
        chat: view_of(context.db(), row).await?,
    })
}

fn span(from_ms: i64, until_ms: i64) -> u64 {
    u64::try_from(until_ms - from_ms).unwrap_or(0)
}

/// Who is or was in it. Who took it is told by the routing's story: the row forgets it when an agent leaves.
async fn agents_of(context: &Context, organization_id: Uuid, chat_id: Uuid) -> Result<Vec<ChatAgentView>> {
    let took: HashSet<Uuid> = routing_step::Entity::find()
        .filter(routing_step::Column::OrganizationId.eq(organization_id))
        .filter(routing_step::Column::ChatId.eq(chat_id))
        .filter(routing_step::Column::Kind.eq(Word(RoutingStepKind::Accepted)))
        .all(context.db())
        .await?
        .into_iter()
        .filter_map(|step| step.agent_id)
        .collect();
    let rows = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(organization_id))
        .filter(participant::Column::ChatId.eq(chat_id))
        .order_by_asc(participant::Column::JoinedAt)
        .order_by_asc(participant::Column::AgentId)
        .all(context.db())
        .await?;
    let agent = |row: participant::Model| ChatAgentView {
        agent_id: row.agent_id,
        name: row.name,
        responsible: row.responsible || took.contains(&row.agent_id),
        joined_at: Timestamp::from_unix_ms(row.joined_at),
        left_at: row.left_at.map(Timestamp::from_unix_ms),
    };
    Ok(rows.into_iter().map(agent).collect())
}

/// Earlier chats of the same person, as far as the agent may see them.
async fn earlier(context: &Context, agent: &Agent, row: &chat::Model) -> Result<u64> {
    let organization_id = agent.organization_id();
    let same_person = match row.contact_id {
        Some(contact_id) => journey::of_contact(context.db(), organization_id, contact_id).await?,
        None => {
            let (typed, _) = contact::candidates_of(context.db(), organization_id, row.id).await?;
            journey::of_stranger(organization_id, row.visitor_id, &typed)
        }
    };
    let count = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::Number.lt(row.number))
        .filter(same_person)
        .filter(Condition::all().add_option(policy::seen_chats(agent, Expr::col((chat::Entity, chat::Column::Id)))))
        .count(context.db())
        .await?;
    Ok(count)
}

async fn ip_of(context: &Context, organization_id: Uuid, visitor_id: Uuid) -> Result<Option<String>> {
    let row = visitor::Entity::find_by_id(visitor_id)
        .filter(visitor::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?;
    Ok(row.map(|row| row.ip))
}
