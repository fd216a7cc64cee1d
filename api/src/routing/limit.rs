//! How many chats agents and queues have and may have.

use std::collections::{HashMap, HashSet};

use pronto_entity::{agent, chat, column::Word, offer, participant, profile, queue, queue_member};
use pronto_protocol::{chat::ChatState, offer::OfferState, queue::RoutingMode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{error::Result, ledger::Transaction};

/// Chats of one statement at most: databases bound the values of a statement.
const CHATS_MOST: usize = 500;

/// What an agent has now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    /// Active chats of the queue that the agent is responsible for.
    pub active_in_queue: i64,
    /// Active chats of any queue.
    pub active: i64,
    /// Open offers with a deadline for chats of the queue: the agent may take any of them.
    pub pending_in_queue: i64,
    /// The same of any queue.
    pub pending: i64,
}

/// What an agent may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    /// Most active chats in the queue.
    pub queue_most: Option<i64>,
    /// Below this the agent is preferred.
    pub least: i64,
    /// Most active chats at all.
    pub most: Option<i64>,
}

impl Bounds {
    /// Whether it matters how many chats the agent has.
    fn counts(&self) -> bool {
        self.queue_most.is_some() || self.most.is_some() || self.least > 0
    }

    /// Whether an agent with so many chats may have no more.
    pub(super) fn reached(&self, in_queue: i64, in_all: i64) -> bool {
        self.queue_most.is_some_and(|most| in_queue >= most) || self.most.is_some_and(|most| in_all >= most)
    }
}

/// Whether an agent may take no more chats of a queue by the agent's own limits. Offers count for nothing here: the chats
/// themselves do.
///
/// # Errors
/// A failure of the database.
pub async fn limit_reached(transaction: &Transaction, agent_id: Uuid, queue_id: Uuid) -> Result<bool> {
    let organization_id = transaction.organization_id();
    let queue = queue::Entity::find_by_id(queue_id)
        .filter(queue::Column::OrganizationId.eq(organization_id))
        .all(transaction.db())
        .await?;
    Ok(own_full(transaction.db(), organization_id, agent_id, &queue).await?.contains(&queue_id))
}

/// Whether a queue may have no more active chats, whoever takes them.
///
/// # Errors
/// A failure of the database.
pub async fn queue_full(transaction: &Transaction, queue_id: Uuid) -> Result<bool> {
    let queue = queue::Entity::find_by_id(queue_id)
        .filter(queue::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    let Some(most) = queue.and_then(|queue| queue.settings.0.chats_most) else { return Ok(false) };
    Ok(active_count(transaction.db(), transaction.organization_id(), queue_id).await? >= i64::from(most))
}

/// Those of these queues of which an agent may take no chat now: the agent's own limits are reached, or the queue's.
///
/// # Errors
/// A failure of the database.
pub async fn full_queues<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    agent_id: Uuid,
    queues: &[queue::Model],
) -> Result<HashSet<Uuid>> {
    let mut full = own_full(database, organization_id, agent_id, queues).await?;
    let limited: HashMap<Uuid, i64> =
        queues.iter().filter_map(|queue| Some((queue.id, i64::from(queue.settings.0.chats_most?)))).collect();
    if !limited.is_empty() {
        let counts: Vec<(Uuid, i64)> = chat::Entity::find()
            .select_only()
            .column(chat::Column::QueueId)
            .column_as(chat::Column::Id.count(), "chats")
            .filter(chat::Column::OrganizationId.eq(organization_id))
            .filter(chat::Column::State.eq(Word(ChatState::Active)))
            .filter(chat::Column::QueueId.is_in(limited.keys().copied()))
            .group_by(chat::Column::QueueId)
            .into_tuple()
            .all(database)
            .await?;
        full.extend(
            counts
                .into_iter()
                .filter(|(id, count)| limited.get(id).is_some_and(|most| count >= most))
                .map(|(id, _)| id),
        );
    }
    Ok(full)
}

/// Those of these queues in which one of the agent's own limits is reached.
async fn own_full<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    agent_id: Uuid,
    queues: &[queue::Model],
) -> Result<HashSet<Uuid>> {
    let agents = agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .all(database)
        .await?;
    let members = queue_member::Entity::find()
        .filter(queue_member::Column::OrganizationId.eq(organization_id))
        .filter(queue_member::Column::AgentId.eq(agent_id))
        .filter(queue_member::Column::QueueId.is_in(queues.iter().map(|queue| queue.id)))
        .all(database)
        .await?;
    let profiles = profiles_of(database, organization_id, &agents).await?;
    let mut limits = Vec::new();
    for queue in queues {
        let own: Vec<queue_member::Model> =
            members.iter().filter(|member| member.queue_id == queue.id).cloned().collect();
        let bounds = bounds(queue, &own, &agents, &profiles).remove(&agent_id).unwrap_or_default();
        if bounds.queue_most.is_some() || bounds.most.is_some() {
            limits.push((queue.id, bounds));
        }
    }
    if limits.is_empty() {
        return Ok(HashSet::new());
    }
    let active = active_chats(database, organization_id, vec![agent_id]).await?;
    let count = |chats: usize| i64::try_from(chats).unwrap_or(i64::MAX);
    let in_queue = |queue_id: Uuid| count(active.iter().filter(|(_, id)| *id == queue_id).count());
    let reached = |(queue_id, bounds): &(Uuid, Bounds)| bounds.reached(in_queue(*queue_id), count(active.len()));
    Ok(limits.iter().filter(|limit| reached(limit)).map(|(queue_id, _)| *queue_id).collect())
}

/// The profiles of these agents.
pub(super) async fn profiles_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    agents: &[agent::Model],
) -> Result<HashMap<Uuid, profile::Model>> {
    let profile_ids: Vec<Uuid> = agents.iter().filter_map(|agent| agent.profile_id).collect();
    if profile_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = profile::Entity::find()
        .filter(profile::Column::OrganizationId.eq(organization_id))
        .filter(profile::Column::Id.is_in(profile_ids))
        .all(database)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// What these agents may have in a queue.
pub(super) fn bounds(
    queue: &queue::Model,
    members: &[queue_member::Model],
    agents: &[agent::Model],
    profiles: &HashMap<Uuid, profile::Model>,
) -> HashMap<Uuid, Bounds> {
    let own: HashMap<Uuid, i32> =
        members.iter().filter_map(|member| Some((member.agent_id, member.chats_most?))).collect();
    let of = |agent: &agent::Model| {
        let profile = agent.profile_id.and_then(|id| profiles.get(&id));
        Bounds {
            queue_most: own.get(&agent.id).copied().map(i64::from).or(queue.settings.0.agent_chats_most.map(i64::from)),
            least: profile.map_or(0, |profile| i64::from(profile.min_chats)),
            most: profile.and_then(|profile| profile.max_chats).map(i64::from),
        }
    };
    agents.iter().map(|agent| (agent.id, of(agent))).collect()
}

/// What these agents have now. Chats are counted only for agents whose bounds ask for it.
pub(super) async fn loads<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    queue_id: Uuid,
    agent_ids: &[Uuid],
    bounds: &HashMap<Uuid, Bounds>,
) -> Result<HashMap<Uuid, Load>> {
    let counted: Vec<Uuid> =
        agent_ids.iter().copied().filter(|id| bounds.get(id).is_some_and(Bounds::counts)).collect();
    let active = if counted.is_empty() { Vec::new() } else { active_chats(database, organization_id, counted).await? };
    let pending: Vec<(Uuid, Uuid, i64)> = offer::Entity::find()
        .select_only()
        .column(offer::Column::AgentId)
        .column(offer::Column::QueueId)
        .column_as(offer::Column::Id.count(), "offers")
        .filter(offer::Column::OrganizationId.eq(organization_id))
        .filter(offer::Column::AgentId.is_in(agent_ids.iter().copied()))
        .filter(offer::Column::State.eq(Word(OfferState::Open)))
        .filter(offer::Column::Mode.eq(Word(RoutingMode::Offer)))
        .group_by(offer::Column::AgentId)
        .group_by(offer::Column::QueueId)
        .into_tuple()
        .all(database)
        .await?;
    let mut loads: HashMap<Uuid, Load> = HashMap::new();
    for (agent_id, chat_queue_id) in active {
        let load = loads.entry(agent_id).or_default();
        load.active += 1;
        load.active_in_queue += i64::from(chat_queue_id == queue_id);
    }
    for (agent_id, offer_queue_id, count) in pending {
        let load = loads.entry(agent_id).or_default();
        load.pending += count;
        if offer_queue_id == queue_id {
            load.pending_in_queue += count;
        }
    }
    Ok(loads)
}

/// Active chats of a queue, and open offers with a deadline: each of them may become one.
pub(super) async fn active_in<C: ConnectionTrait>(database: &C, organization_id: Uuid, queue_id: Uuid) -> Result<i64> {
    let pending = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(organization_id))
        .filter(offer::Column::QueueId.eq(queue_id))
        .filter(offer::Column::State.eq(Word(OfferState::Open)))
        .filter(offer::Column::Mode.eq(Word(RoutingMode::Offer)))
        .count(database)
        .await?;
    let active = active_count(database, organization_id, queue_id).await?;
    Ok(active.saturating_add(i64::try_from(pending).unwrap_or(i64::MAX)))
}

/// Active chats of a queue.
pub(super) async fn active_count<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    queue_id: Uuid,
) -> Result<i64> {
    let active = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::State.eq(Word(ChatState::Active)))
        .filter(chat::Column::QueueId.eq(queue_id))
        .count(database)
        .await?;
    Ok(i64::try_from(active).unwrap_or(i64::MAX))
}

/// Agent and queue of each active chat that one of these agents is responsible for. It starts from the organization's
/// active chats: closed chats keep their agents, so that the agents' side grows with the years.
async fn active_chats<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    agent_ids: Vec<Uuid>,
) -> Result<Vec<(Uuid, Uuid)>> {
    let active: Vec<(Uuid, Uuid)> = chat::Entity::find()
        .select_only()
        .column(chat::Column::Id)
        .column(chat::Column::QueueId)
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::State.eq(Word(ChatState::Active)))
        .into_tuple()
        .all(database)
        .await?;
    let mut found = Vec::new();
    for chats in active.chunks(CHATS_MOST) {
        let queues: HashMap<Uuid, Uuid> = chats.iter().copied().collect();
        let rows: Vec<(Uuid, Uuid)> = participant::Entity::find()
            .select_only()
            .column(participant::Column::ChatId)
            .column(participant::Column::AgentId)
            .filter(participant::Column::OrganizationId.eq(organization_id))
            .filter(participant::Column::ChatId.is_in(chats.iter().map(|(id, _)| *id)))
            .filter(participant::Column::AgentId.is_in(agent_ids.iter().copied()))
            .filter(participant::Column::LeftAt.is_null())
            .filter(participant::Column::Responsible.eq(true))
            .into_tuple()
            .all(database)
            .await?;
        found.extend(rows.into_iter().filter_map(|(chat_id, agent_id)| Some((agent_id, *queues.get(&chat_id)?))));
    }
    Ok(found)
}
