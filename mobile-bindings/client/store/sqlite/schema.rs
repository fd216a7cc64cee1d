//! The tables, and how older files become as new ones are. A step that has shipped is never changed.

use rusqlite::Connection;

use super::open::Unusable;

/// `user_version` is how many of these a file has.
const STEPS: [&str; 1] = ["
    CREATE TABLE thing (kind INTEGER NOT NULL, id BLOB NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TABLE entry (
        thread BLOB NOT NULL, position INTEGER NOT NULL, folded TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (thread, position)
    ) WITHOUT ROWID;
    CREATE TABLE note (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"];

pub(super) fn migrate(connection: &mut Connection) -> Result<(), Unusable> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or_default();
    if done > STEPS.len() {
        return Err(Unusable::Content(format!("version {version} is of a later app")));
    }
    for (index, step) in STEPS.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", i64::try_from(index + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    // Looks into every table, so that most damage is found now and not in the middle of a chat.
    for table in ["thing", "entry", "note"] {
        connection.query_row(&format!("SELECT EXISTS (SELECT * FROM {table})"), [], |row| row.get::<_, bool>(0))?;
    }
    Ok(())
}
