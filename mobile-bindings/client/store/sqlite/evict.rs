//! Makes a file that has grown too large smaller.

use rusqlite::{Connection, OptionalExtension, params};

use super::{super::closed, THREADS, take, things, used_bytes};

/// Cuts timelines, then lets go of closed chats, until at most `most_bytes` are taken.
pub(super) fn evict(connection: &mut Connection, most_bytes: u64, newest: usize) -> rusqlite::Result<()> {
    if used_bytes(connection)? <= most_bytes {
        return Ok(());
    }
    cut(connection, newest)?;
    drop_closed(connection, most_bytes)?;
    // Gives the pages back to the device.
    connection.execute_batch("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")
}

/// Removes the entries of each timeline beyond its newest.
fn cut(connection: &mut Connection, newest: usize) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    let threads: Vec<[u8; 16]> = {
        let mut threads = transaction.prepare(THREADS)?;
        threads.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    for thread in threads {
        let first: Option<i64> = transaction
            .query_row(
                "SELECT position FROM entry WHERE thread = ?1 ORDER BY position DESC LIMIT 1 OFFSET ?2",
                params![thread, i64::try_from(newest.saturating_sub(1)).unwrap_or(i64::MAX)],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(first) = first {
            transaction.execute("DELETE FROM entry WHERE thread = ?1 AND position < ?2", params![thread, first])?;
        }
    }
    transaction.commit()
}

/// Lets go of closed chats, one after the other, as long as too much is taken.
fn drop_closed(connection: &mut Connection, most_bytes: u64) -> rusqlite::Result<()> {
    if used_bytes(connection)? <= most_bytes {
        return Ok(());
    }
    for removal in closed::removals(&things(connection)?) {
        if used_bytes(connection)? <= most_bytes {
            break;
        }
        let transaction = connection.transaction()?;
        for step in &removal {
            take(&transaction, step)?;
        }
        transaction.commit()?;
    }
    Ok(())
}
