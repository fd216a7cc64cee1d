//! The number on the app's icon: absolute, so that a lost push is mended by the next one.

use pronto_entity::whisper;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Each part walks from the agent's few rows to the entries beyond its read mark, along unique (parent, position). In chats it
/// counts what `usecase::chat::unread_counts` counts.
const SQL: &str = "\
SELECT (SELECT COUNT(*) FROM participant p \
JOIN chat c ON c.id = p.chat_id AND c.state <> 'closed' \
JOIN message m ON m.chat_id = p.chat_id AND m.position > p.read_position \
WHERE p.organization_id = $1 AND p.agent_id = $2 AND p.left_at IS NULL \
AND m.sender_id <> $2 AND m.sender_kind <> 'system' AND m.deleted_at IS NULL) \
+ (SELECT COUNT(*) FROM participant p \
JOIN chat c ON c.id = p.chat_id AND c.state <> 'closed' \
JOIN whisper w ON w.chat_id = p.chat_id AND w.position > p.read_position \
WHERE p.organization_id = $1 AND p.agent_id = $2 AND p.left_at IS NULL \
AND w.sender_id <> $2 AND w.deleted_at IS NULL \
AND (w.sender_name <> $3 OR length(w.content_hash) > 0)) \
+ (SELECT COUNT(*) FROM direct_member d \
JOIN direct_message m ON m.conversation_id = d.conversation_id AND m.position > d.read_position \
WHERE d.organization_id = $1 AND d.agent_id = $2 AND m.sender_id <> $2 AND m.deleted_at IS NULL) \
+ (SELECT COUNT(*) FROM offer o \
WHERE o.organization_id = $1 AND o.agent_id = $2 AND o.state = 'open')";

/// What others wrote in the agent's open chats and direct conversations since it last read, and its open offers. Pronto's own
/// lines ask nobody to read them.
///
/// # Errors
/// A failure of the database.
pub async fn badge<C: ConnectionTrait>(database: &C, organization_id: Uuid, agent_id: Uuid) -> Result<u32> {
    let values = [organization_id.into(), agent_id.into(), whisper::OF_PRONTO.into()];
    let statement = Statement::from_sql_and_values(database.get_database_backend(), SQL, values);
    let row = database.query_one_raw(statement).await?.ok_or_else(|| Error::internal("a count has no row"))?;
    let count: i64 = row.try_get_by_index(0)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
