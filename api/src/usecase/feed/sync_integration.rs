//! A page of the change feed for a program: the whole organization, nothing that is between agents alone.

use pronto_entity::event;
use pronto_protocol::{
    Timestamp,
    error::ErrorCode,
    event::{Change, EventView},
    socket::SyncView,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    auth::Integration,
    context::Context,
    error::{Error, Result},
    resume::{head, parse_cursor},
    topic::{INTEGRATION_KINDS, INTERNAL_KINDS},
};

/// Events of a page.
const PAGE: u64 = 500;

/// What an integration missed since a cursor. Without one: only where the log stands. Whispers and notes need
/// `internal:read`.
///
/// # Errors
/// `invalid_cursor`, `resync_required`.
pub async fn sync_integration(
    context: &Context,
    integration: &Integration,
    after: Option<&str>,
) -> Result<SyncView<EventView>> {
    let organization_id = integration.organization_id;
    let head = head(context.db(), organization_id).await?;
    let from = after.map(parse_cursor).transpose()?.unwrap_or(head.seq);
    if from < head.pruned_seq || from > head.seq {
        return Err(Error::new(ErrorCode::ResyncRequired));
    }
    let internal: &[&str] = if integration.reads_internal() { &INTERNAL_KINDS } else { &[] };
    let rows = event::Entity::find()
        .filter(event::Column::OrganizationId.eq(organization_id))
        .filter(event::Column::Seq.gt(from))
        .filter(event::Column::Seq.lte(head.seq))
        .filter(event::Column::Kind.is_in(INTEGRATION_KINDS.iter().chain(internal).copied()))
        .order_by_asc(event::Column::Seq)
        .limit(PAGE)
        .all(context.db())
        .await?;
    let more = rows.len() as u64 == PAGE;
    let upto = if more { rows.last().map_or(head.seq, |row| row.seq) } else { head.seq };
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let change: Change = serde_json::from_str(&row.content).map_err(Error::internal)?;
        events.push(EventView { seq: row.seq.unsigned_abs(), at: Timestamp::from_unix_ms(row.at), change });
    }
    Ok(SyncView { events, cursor: upto.to_string(), more: upto < head.seq })
}
