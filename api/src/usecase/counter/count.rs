//! Counts how an organization's desk stands.

use std::collections::BTreeMap;

use pronto_entity::{agent, chat, column::Word, organization, visit};
use pronto_protocol::{
    Timestamp,
    agent::Availability,
    chat::ChatState,
    counter::{CountersView, QueueCountersView},
    visit::VISIT_SILENCE_MS,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    calendar,
    context::Context,
    error::{Error, Result},
};

/// How it stands now.
///
/// # Errors
/// A failure of the database.
pub async fn count(context: &Context, organization_id: Uuid) -> Result<CountersView> {
    let now_ms = context.clock.now_ms();
    let organization =
        organization::Entity::find_by_id(organization_id).one(context.db()).await?.ok_or_else(Error::not_found)?;
    let zone = calendar::zone_or_utc(&organization.settings.0.time_zone);
    let today_ms = calendar::day_start_ms(zone, calendar::day_of(zone, now_ms));
    let browsing = visit::Entity::find()
        .filter(visit::Column::OrganizationId.eq(organization_id))
        .filter(visit::Column::LastSeenAt.gt(now_ms - VISIT_SILENCE_MS))
        .count(context.db())
        .await?;
    let ready = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .filter(agent::Column::Active.eq(true))
        .filter(agent::Column::Availability.eq(Word(Availability::Ready)))
        .count(context.db())
        .await?;
    let queues = open_chats(context, organization_id).await?;
    Ok(CountersView {
        browsing: small(browsing),
        waiting: queues.iter().map(|queue| queue.waiting).sum(),
        active: queues.iter().map(|queue| queue.active).sum(),
        closed_today: closed(context, organization_id, today_ms, true).await?,
        abandoned_today: closed(context, organization_id, today_ms, false).await?,
        ready_agents: small(ready),
        today_since: Timestamp::from_unix_ms(today_ms),
        queues,
    })
}

async fn open_chats(context: &Context, organization_id: Uuid) -> Result<Vec<QueueCountersView>> {
    let states = [Word(ChatState::Waiting), Word(ChatState::Active)];
    let rows: Vec<(Uuid, String, i64, i64)> = chat::Entity::find()
        .select_only()
        .column(chat::Column::QueueId)
        .column(chat::Column::State)
        .column_as(chat::Column::Id.count(), "chats")
        .column_as(chat::Column::WaitingSince.min(), "since")
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::State.is_in(states))
        .group_by(chat::Column::QueueId)
        .group_by(chat::Column::State)
        .into_tuple()
        .all(context.db())
        .await?;
    let mut queues: BTreeMap<Uuid, QueueCountersView> = BTreeMap::new();
    for (queue_id, state, count, since) in rows {
        let empty = QueueCountersView { queue_id, waiting: 0, waiting_since: None, active: 0 };
        let queue = queues.entry(queue_id).or_insert(empty);
        if state == ChatState::Waiting.as_str() {
            queue.waiting = small(count.unsigned_abs());
            queue.waiting_since = Some(Timestamp::from_unix_ms(since));
        } else {
            queue.active = small(count.unsigned_abs());
        }
    }
    Ok(queues.into_values().collect())
}

/// Chats closed since then that an agent had taken, or that nobody had.
async fn closed(context: &Context, organization_id: Uuid, since_ms: i64, taken: bool) -> Result<u32> {
    let accepted = chat::Column::AcceptedAt;
    let count = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::ClosedAt.gte(since_ms))
        .filter(chat::Column::State.eq(Word(ChatState::Closed)))
        .filter(if taken { accepted.is_not_null() } else { accepted.is_null() })
        .count(context.db())
        .await?;
    Ok(small(count))
}

fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
