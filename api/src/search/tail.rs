//! What the log holds beyond the index.

use std::collections::HashMap;

use pronto_entity::event;
use pronto_protocol::event::Change;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Entry, KINDS, Standing, entry_of, known::known, seq_of};

/// The newest events read at most. The index is further behind only while it catches up after a long stop; then what lies
/// between is found as soon as it is reached.
const EVENTS_MOST: u64 = 2_000;

/// The last word of the log on each document that it names beyond the index, each with its place in the order.
///
/// # Errors
/// A failure of the database.
pub async fn tail<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    standing: &Standing,
) -> Result<Vec<Entry>, DbErr> {
    if standing.log_seq <= standing.indexed_seq {
        return Ok(Vec::new());
    }
    let rows = event::Entity::find()
        .filter(event::Column::OrganizationId.eq(organization_id))
        .filter(event::Column::Seq.gt(standing.indexed_seq))
        .filter(event::Column::Kind.is_in(KINDS))
        .order_by_desc(event::Column::Seq)
        .limit(EVENTS_MOST)
        .all(database)
        .await?;
    let mut entries: HashMap<Uuid, Entry> = HashMap::new();
    for row in rows {
        // One that cannot be read is told by the follower, who passes it over too.
        let Ok(change) = serde_json::from_str::<Change>(&row.content) else { continue };
        let Some(entry) = entry_of(row.seq, &change) else { continue };
        match entries.get_mut(&entry.id) {
            // Read from the newest down: the newest text, in the oldest place.
            Some(newer) => (newer.seq, newer.fresh) = (entry.seq, entry.fresh),
            None => {
                entries.insert(entry.id, entry);
            }
        }
    }
    place(database, standing, &mut entries).await?;
    Ok(entries.into_values().collect())
}

/// Documents that came into the log before these events have their place already.
async fn place<C: ConnectionTrait>(
    database: &C,
    standing: &Standing,
    entries: &mut HashMap<Uuid, Entry>,
) -> Result<(), DbErr> {
    let Some(scope_id) = standing.scope_id else { return Ok(()) };
    let ids: Vec<Uuid> = entries.values().filter(|entry| !entry.fresh).map(|entry| entry.id).collect();
    for row in known(database, scope_id, &ids).await? {
        if let Some(entry) = entries.get_mut(&row.id) {
            entry.seq = seq_of(row.number);
        }
    }
    Ok(())
}
