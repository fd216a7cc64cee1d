//! A queue's members with all that decides whether and before whom they get a chat.

use std::collections::HashMap;

use pronto_entity::{agent, queue, queue_member};
use pronto_protocol::{agent::Availability, queue::RoutingMode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    limit::{Bounds, Load, active_in, bounds, loads, profiles_of},
    reach::reachable,
};
use crate::{error::Result, hub::Hub, ledger::Transaction};

/// A queue and its members, in order of id.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    pub queue: queue::Model,
    /// Chats that may still be given out before the whole queue's limit is reached; none without a limit. Offers with a
    /// deadline are counted as if they were accepted.
    pub room: Option<i64>,
    pub members: Vec<Member>,
}

/// A member as routing sees it.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub agent_id: Uuid,
    pub name: String,
    /// `offline` when the agent may not sign in any more.
    pub availability: Availability,
    pub reachable: bool,
    pub last_assigned_at: Option<i64>,
    pub load: Load,
    pub bounds: Bounds,
}

/// Why a member is passed over; the later, the nearer to being available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Obstacle {
    Offline,
    NotReady,
    Busy,
    Unreachable,
    LimitReached,
    AlreadyOffered,
    Left,
}

impl Obstacle {
    /// The word in the story.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::NotReady => "not_ready",
            Self::Busy => "busy",
            Self::Unreachable => "unreachable",
            Self::LimitReached => "limit_reached",
            Self::AlreadyOffered => "already_offered",
            Self::Left => "left",
        }
    }
}

impl Member {
    /// What keeps the member from being offered or given any chat of the queue. Open offers with a deadline count towards
    /// the limits: all of them may be accepted.
    pub(super) fn obstacle(&self, mode: RoutingMode) -> Option<Obstacle> {
        let Load { active_in_queue, active, pending_in_queue, pending } = self.load;
        let (in_queue, in_all) = match mode {
            RoutingMode::Broadcast | RoutingMode::Pull => (active_in_queue, active),
            RoutingMode::Offer | RoutingMode::Auto => (active_in_queue + pending_in_queue, active + pending),
        };
        match self.availability {
            Availability::Offline => Some(Obstacle::Offline),
            Availability::NotReady => Some(Obstacle::NotReady),
            Availability::Busy => Some(Obstacle::Busy),
            Availability::Ready if !self.reachable => Some(Obstacle::Unreachable),
            Availability::Ready if self.bounds.reached(in_queue, in_all) => Some(Obstacle::LimitReached),
            Availability::Ready => None,
        }
    }

    /// Whether the member has fewer chats than the profile's minimum.
    pub(super) fn is_below_least(&self) -> bool {
        self.load.active + self.load.pending < self.bounds.least
    }

    /// Sorts first who comes first: below the own minimum, then who has waited longest for a chat. An open offer is an
    /// assignment that is just happening.
    pub(super) fn preference(&self) -> (bool, bool, Option<i64>, Uuid) {
        (!self.is_below_least(), self.load.pending > 0, self.last_assigned_at, self.agent_id)
    }
}

impl Roster {
    /// Reads a queue's members; nothing when there is no such queue.
    pub(super) async fn read(transaction: &Transaction, hub: &Hub, queue_id: Uuid) -> Result<Option<Self>> {
        Self::at(transaction.db(), hub, transaction.organization_id(), transaction.now_ms(), queue_id).await
    }

    /// The same from anywhere, at this time.
    pub(super) async fn at<C: ConnectionTrait>(
        database: &C,
        hub: &Hub,
        organization_id: Uuid,
        now_ms: i64,
        queue_id: Uuid,
    ) -> Result<Option<Self>> {
        let queue = queue::Entity::find_by_id(queue_id)
            .filter(queue::Column::OrganizationId.eq(organization_id))
            .one(database)
            .await?;
        let Some(queue) = queue else { return Ok(None) };
        let rows = queue_member::Entity::find()
            .filter(queue_member::Column::OrganizationId.eq(organization_id))
            .filter(queue_member::Column::QueueId.eq(queue_id))
            .all(database)
            .await?;
        if rows.is_empty() {
            return Ok(Some(Self { queue, room: None, members: Vec::new() }));
        }
        let agents = agent::Entity::find()
            .filter(agent::Column::OrganizationId.eq(organization_id))
            .filter(agent::Column::Id.is_in(rows.iter().map(|row| row.agent_id)))
            .all(database)
            .await?;
        let ready = |agent: &&agent::Model| agent.active && agent.availability.0 == Availability::Ready;
        let ready: Vec<Uuid> = agents.iter().filter(ready).map(|agent| agent.id).collect();
        let profiles = profiles_of(database, organization_id, &agents).await?;
        let bounds = bounds(&queue, &rows, &agents, &profiles);
        let (loads, reached) = if ready.is_empty() {
            (HashMap::new(), Default::default())
        } else {
            (
                loads(database, organization_id, queue_id, &ready, &bounds).await?,
                reachable(database, hub, organization_id, now_ms, ready).await?,
            )
        };
        let room = match queue.settings.0.chats_most {
            Some(most) => Some(i64::from(most) - active_in(database, organization_id, queue_id).await?),
            None => None,
        };
        let mut members: Vec<Member> = agents
            .into_iter()
            .map(|agent| Member {
                reachable: reached.contains(&agent.id),
                load: loads.get(&agent.id).copied().unwrap_or_default(),
                bounds: bounds.get(&agent.id).copied().unwrap_or_default(),
                agent_id: agent.id,
                name: agent.name,
                availability: if agent.active { agent.availability.0 } else { Availability::Offline },
                last_assigned_at: agent.last_assigned_at,
            })
            .collect();
        members.sort_by_key(|member| member.agent_id);
        Ok(Some(Self { queue, room, members }))
    }

    /// Whether the whole queue's limit is reached.
    pub(super) fn is_full(&self) -> bool {
        self.room.is_some_and(|room| room <= 0)
    }

    /// One chat more is active, or offered with a deadline.
    pub(super) fn take_room(&mut self) {
        self.room = self.room.map(|room| room - 1);
    }
}
