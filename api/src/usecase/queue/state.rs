//! Whether a queue takes a chat now, and what the visitor reads when it does not.

use pronto_entity::{chat, column::Word, queue};
use pronto_protocol::{chat::ChatState, error::ErrorCode, hours::ClosedReason, queue::QueueSettings};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::opening::{Opening, opening};
use crate::error::{Error, Result};

/// By its switch, its hours, and how many chats wait in it.
///
/// # Errors
/// A failure of the database.
pub async fn state<C: ConnectionTrait>(database: &C, queue: &queue::Model, now_ms: i64) -> Result<Opening> {
    let settings = &queue.settings.0;
    let hours = opening(settings, now_ms);
    let Some(most) = settings.waiting_most.filter(|_| hours.reason.is_none()) else { return Ok(hours) };
    let waiting = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(queue.organization_id))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .filter(chat::Column::QueueId.eq(queue.id))
        .count(database)
        .await?;
    let reason = (waiting >= u64::from(most)).then_some(ClosedReason::LimitReached);
    Ok(Opening { reason, opens_at_ms: None })
}

/// The organization's own words for a visitor who cannot start a chat for this reason.
#[must_use]
pub fn notice(settings: &QueueSettings, reason: ClosedReason) -> Option<&str> {
    let notice = match reason {
        ClosedReason::LimitReached => &settings.limit_notice,
        ClosedReason::Closed | ClosedReason::OutOfHours | ClosedReason::Holiday => &settings.out_of_hours_notice,
    };
    notice.as_deref().filter(|notice| !notice.is_empty())
}

/// The refusal of a chat that the queue does not take: the notice is its detail.
#[must_use]
pub fn refusal(settings: &QueueSettings, reason: ClosedReason) -> Error {
    let error = Error::new(match reason {
        ClosedReason::LimitReached => ErrorCode::LimitReached,
        ClosedReason::Closed | ClosedReason::OutOfHours | ClosedReason::Holiday => ErrorCode::QueueClosed,
    });
    match notice(settings, reason) {
        Some(notice) => error.detail(notice),
        None => error,
    }
}
