//! What has changed in the grid of visits: read once a second for those who watch it, whatever node took the page views.

use std::collections::BTreeSet;

use pronto_entity::{event, visit};
use pronto_protocol::{
    event::Change,
    visit::{VISIT_SILENCE_MS, VisitView},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::view::views_of;
use crate::{
    context::Context,
    error::{Error, Result},
};

/// Rows and events looked at in one round.
const ROUND_MOST: u64 = 500;
/// The types of events that change a chat's state as the grid shows it.
const CHAT_KINDS: [&str; 6] =
    ["chat.started", "chat.updated", "chat.closed", "chat.reopened", "participant.joined", "participant.left"];

/// What has changed since the last round.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// Visits that go on, each with when it changed in Unix milliseconds; those whose chat changed come without.
    pub visits: Vec<(VisitView, Option<i64>)>,
    /// Visits that have ended since.
    pub ended_ids: Vec<Uuid>,
}

/// What has changed in an organization's visits since a time and an event, and which have ended since the last round.
///
/// # Errors
/// A failure of the database.
pub async fn changed(
    context: &Context,
    organization_id: Uuid,
    since_ms: i64,
    round_ms: std::ops::Range<i64>,
    seqs: std::ops::Range<i64>,
) -> Result<Changed> {
    use visit::Column;
    let now_ms = round_ms.end;
    let touched = touched_visitors(context, organization_id, seqs).await?;
    let mut moved = Condition::any().add(Column::ChangedAt.gt(since_ms));
    if !touched.is_empty() {
        moved = moved.add(Column::VisitorId.is_in(touched.iter().copied()));
    }
    let rows = visit::Entity::find()
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(Column::LastSeenAt.gt(now_ms - VISIT_SILENCE_MS))
        .filter(moved)
        .order_by_asc(Column::ChangedAt)
        .limit(ROUND_MOST)
        .all(context.db())
        .await?;
    let marks: Vec<Option<i64>> =
        rows.iter().map(|row| Some(row.changed_at).filter(|_| !touched.contains(&row.visitor_id))).collect();
    let views = views_of(context.db(), organization_id, now_ms, rows).await?;
    let ended = visit::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(Column::LastSeenAt.lte(now_ms - VISIT_SILENCE_MS))
        .filter(Column::LastSeenAt.gt(round_ms.start - VISIT_SILENCE_MS))
        .limit(ROUND_MOST)
        .into_tuple::<Uuid>()
        .all(context.db())
        .await?;
    Ok(Changed { visits: views.into_iter().zip(marks).collect(), ended_ids: ended })
}

/// Visitors whose chats have changed by the events after `seqs.start`, up to `seqs.end`.
async fn touched_visitors(
    context: &Context,
    organization_id: Uuid,
    seqs: std::ops::Range<i64>,
) -> Result<BTreeSet<Uuid>> {
    if seqs.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = event::Entity::find()
        .filter(event::Column::OrganizationId.eq(organization_id))
        .filter(event::Column::Seq.gt(seqs.start))
        .filter(event::Column::Seq.lte(seqs.end))
        .filter(event::Column::Kind.is_in(CHAT_KINDS))
        .order_by_desc(event::Column::Seq)
        .limit(ROUND_MOST)
        .all(context.db())
        .await?;
    let mut visitors = BTreeSet::new();
    for row in rows {
        let change: Change = serde_json::from_str(&row.content).map_err(Error::internal)?;
        if let Change::ChatStarted(chat)
        | Change::ChatUpdated(chat)
        | Change::ChatClosed(chat)
        | Change::ChatReopened(chat)
        | Change::ParticipantJoined { chat, .. }
        | Change::ParticipantLeft { chat, .. } = change
        {
            visitors.insert(chat.visitor_id);
        }
    }
    Ok(visitors)
}
