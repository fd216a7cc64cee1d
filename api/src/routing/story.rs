//! The story of a chat's routing: steps written in order, and what they have told already.

use std::collections::HashMap;

use pronto_entity::{column::Word, routing_step};
use pronto_protocol::offer::RoutingStepKind;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::roster::{Member, Obstacle};
use crate::{error::Result, ledger::Transaction};

/// Rows of one statement at most: databases bound the values of a statement.
const ROWS_MOST: usize = 500;

/// A step to be told.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// What happened.
    pub kind: RoutingStepKind,
    /// The agent it is about, with the name.
    pub agent: Option<(Uuid, &'a str)>,
    /// Why.
    pub reason: Option<&'a str>,
}

/// Who did it to the agent or the chat of a step, and to which queue the chat went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cause<'a> {
    /// The agent who did it, with the name.
    pub by: Option<(Uuid, &'a str)>,
    /// The queue, with its name.
    pub queue: Option<(Uuid, &'a str)>,
}

impl<'a> Step<'a> {
    /// About the chat alone.
    #[must_use]
    pub fn of_chat(kind: RoutingStepKind) -> Self {
        Self { kind, agent: None, reason: None }
    }

    /// About a member.
    pub(super) fn of_member(kind: RoutingStepKind, member: &'a Member, reason: Option<&'a str>) -> Self {
        Self { kind, agent: Some((member.agent_id, &member.name)), reason }
    }
}

/// Writes steps after those that the chat's story has. Ids made in the same millisecond have no order by themselves, so
/// each is made to follow the one before.
///
/// # Errors
/// A failure of the database.
pub async fn tell(transaction: &Transaction, chat_id: Uuid, steps: &[Step<'_>]) -> Result<()> {
    write(transaction, chat_id, steps, Cause::default()).await
}

/// Writes a step with its cause.
///
/// # Errors
/// A failure of the database.
pub async fn tell_cause(transaction: &Transaction, chat_id: Uuid, step: Step<'_>, cause: Cause<'_>) -> Result<()> {
    write(transaction, chat_id, &[step], cause).await
}

async fn write(transaction: &Transaction, chat_id: Uuid, steps: &[Step<'_>], cause: Cause<'_>) -> Result<()> {
    if steps.is_empty() {
        return Ok(());
    }
    let last: Option<Uuid> = of_chat(transaction, chat_id)
        .select_only()
        .column(routing_step::Column::Id)
        .order_by_desc(routing_step::Column::Id)
        .limit(1)
        .into_tuple()
        .one(transaction.db())
        .await?;
    let after = last.map_or(0, |id| id.as_u128() + 1);
    let first = transaction.id().as_u128().max(after);
    let mut rows = (first..).zip(steps).map(|(id, step)| routing_step::ActiveModel {
        id: Set(Uuid::from_u128(id)),
        organization_id: Set(transaction.organization_id()),
        chat_id: Set(chat_id),
        at: Set(transaction.now_ms()),
        kind: Set(Word(step.kind)),
        agent_id: Set(step.agent.map(|(id, _)| id)),
        agent_name: Set(step.agent.map(|(_, name)| name.to_owned())),
        by_agent_id: Set(cause.by.map(|(id, _)| id)),
        by_agent_name: Set(cause.by.map(|(_, name)| name.to_owned())),
        queue_id: Set(cause.queue.map(|(id, _)| id)),
        queue_name: Set(cause.queue.map(|(_, name)| name.to_owned())),
        reason: Set(step.reason.map(str::to_owned)),
    });
    for _ in (0..steps.len()).step_by(ROWS_MOST) {
        let some: Vec<_> = rows.by_ref().take(ROWS_MOST).collect();
        routing_step::Entity::insert_many(some).exec_without_returning(transaction.db()).await?;
    }
    Ok(())
}

/// What a chat's story has told.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    passed_over: HashMap<Uuid, String>,
    /// That nobody was available, since it was last offered to somebody.
    pub nobody: bool,
}

impl Story {
    /// Reads a chat's story since it last began to wait.
    pub(super) async fn read(transaction: &Transaction, chat_id: Uuid) -> Result<Self> {
        let rows = of_chat(transaction, chat_id).order_by_asc(routing_step::Column::Id).all(transaction.db()).await?;
        let mut story = Self::default();
        for row in rows {
            match (row.kind.0, row.agent_id) {
                (RoutingStepKind::Queued, _) => story = Self::default(),
                (RoutingStepKind::RoundStarted, _) => {
                    let old = [Obstacle::AlreadyOffered.as_str(), Obstacle::Left.as_str()];
                    story.passed_over.retain(|_, reason| !old.contains(&reason.as_str()));
                    story.nobody = false;
                }
                (RoutingStepKind::NobodyAvailable, _) => story.nobody = true,
                (RoutingStepKind::TransferRefused, _) => {}
                (RoutingStepKind::Skipped | RoutingStepKind::Withdrawn, Some(agent_id)) => {
                    story.passed_over.insert(agent_id, row.reason.unwrap_or_default());
                }
                (kind, Some(agent_id)) => {
                    story.passed_over.remove(&agent_id);
                    story.nobody &= kind != RoutingStepKind::Offered;
                }
                (_, None) => {}
            }
        }
        Ok(story)
    }

    /// Whether this reason is the last that was told of the agent.
    pub(super) fn has_told(&self, agent_id: Uuid, reason: &str) -> bool {
        self.passed_over.get(&agent_id).is_some_and(|told| told == reason)
    }
}

/// Whether a chat waits, by its story: what its row says may be newer.
pub(super) async fn is_waiting(transaction: &Transaction, chat_id: Uuid) -> Result<bool> {
    use RoutingStepKind::{Accepted, Assigned, Ended, Queued, TakenOver, Transferred};
    let turns = [Queued, Accepted, Assigned, Ended, TakenOver, Transferred].map(Word);
    let last = of_chat(transaction, chat_id)
        .filter(routing_step::Column::Kind.is_in(turns))
        .order_by_desc(routing_step::Column::Id)
        .one(transaction.db())
        .await?;
    Ok(last.is_some_and(|step| step.kind.0 == Queued))
}

fn of_chat(transaction: &Transaction, chat_id: Uuid) -> sea_orm::Select<routing_step::Entity> {
    routing_step::Entity::find()
        .filter(routing_step::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(routing_step::Column::ChatId.eq(chat_id))
}
