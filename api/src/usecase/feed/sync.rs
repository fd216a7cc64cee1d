//! A page of the change feed.

use pronto_protocol::{
    Timestamp,
    error::ErrorCode,
    event::{EventView, VisitorEventView},
    socket::SyncView,
};

use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::{Error, Result},
    hub::Opened,
    resume::{Head, Heard, Reader, parse_cursor},
};

/// What an agent missed since a cursor. Without one: only where the log stands.
///
/// # Errors
/// `invalid_cursor`, `resync_required`.
pub async fn sync_agent(context: &Context, agent: &Agent, after: Option<&str>) -> Result<SyncView<EventView>> {
    let cursor = after.map(parse_cursor).transpose()?;
    let (reader, head) = Reader::of_agent(context.db(), &agent.card, cursor, &Opened::default()).await?;
    page(context, reader, head, |heard| {
        Some(EventView {
            seq: heard.seq.unsigned_abs(),
            at: Timestamp::from_unix_ms(heard.at_ms),
            change: heard.change,
        })
    })
    .await
}

/// What a visitor missed since a cursor.
///
/// # Errors
/// `invalid_cursor`, `resync_required`.
pub async fn sync_visitor(
    context: &Context,
    visitor: Visitor,
    after: Option<&str>,
) -> Result<SyncView<VisitorEventView>> {
    let cursor = after.map(parse_cursor).transpose()?;
    let (reader, head) = Reader::of_visitor(context.db(), visitor, cursor).await?;
    page(context, reader, head, |heard| {
        let change = heard.change.for_visitor()?;
        Some(VisitorEventView { seq: heard.seq.unsigned_abs(), at: Timestamp::from_unix_ms(heard.at_ms), change })
    })
    .await
}

async fn page<E>(
    context: &Context,
    mut reader: Reader,
    head: Head,
    view: impl Fn(Heard) -> Option<E>,
) -> Result<SyncView<E>> {
    let heard = if reader.seq() < head.seq { reader.read(context.db(), head.seq).await? } else { Vec::new() };
    if reader.seq() > head.seq {
        return Err(Error::new(ErrorCode::ResyncRequired));
    }
    Ok(SyncView {
        events: heard.into_iter().filter_map(view).collect(),
        cursor: reader.seq().to_string(),
        more: reader.seq() < head.seq,
    })
}
