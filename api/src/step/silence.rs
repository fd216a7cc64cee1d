//! The watch over an active chat: one job per chat, which looks at the last word when it fires and plans itself anew, so
//! that a message costs nothing.

use pronto_entity::queue;
use pronto_protocol::queue::QueueSettings;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{error::Result, ledger::Transaction};

/// The job that looks who has fallen silent; its subject is the chat.
pub const SILENCE_JOB: &str = "chat.silence";
/// Milliseconds of a minute.
pub const MINUTE_MS: i64 = 60_000;

/// After how many milliseconds to look at the soonest; none when the queue has no rule. Whoever speaks meanwhile gives no
/// earlier deadline than this.
#[must_use]
pub fn look_after_ms(settings: &QueueSettings) -> Option<i64> {
    let minutes = [settings.agent_silence_minutes, settings.visitor_silence_minutes];
    minutes.into_iter().flatten().min().map(|minutes| i64::from(minutes) * MINUTE_MS)
}

/// Watches a chat that has become active, or has a new agent, if its queue has a rule.
///
/// # Errors
/// A failure of the database.
pub async fn watch_silence(transaction: &mut Transaction, chat_id: Uuid, queue_id: Uuid) -> Result<()> {
    let queue = queue::Entity::find_by_id(queue_id)
        .filter(queue::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    transaction.drop_jobs(SILENCE_JOB, chat_id).await?;
    let Some(after_ms) = queue.and_then(|queue| look_after_ms(&queue.settings.0)) else { return Ok(()) };
    transaction.plan_job(SILENCE_JOB, chat_id, transaction.now_ms() + after_ms).await
}
