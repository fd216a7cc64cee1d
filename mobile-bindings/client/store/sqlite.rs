//! The store of the apps: one SQLite file per account, in a folder of its own that also holds files to be sent.

mod evict;
mod open;
mod schema;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, Transaction, params, types::Value};
use uuid::Uuid;

use super::{Batch, Entry, Kept, Kind, Step, Store};
use crate::client::ClientError;
use open::{Unusable, connect, put_aside, remove};

/// The database's name in the account's folder.
const FILE: &str = "core.db";
/// Where files to be sent wait.
const FILES: &str = "files";

/// Every timeline, each found from the one before: a plain `DISTINCT` reads all entries, which takes a tenth of a second of a start.
const THREADS: &str = "
    WITH RECURSIVE thread_of(thread) AS (
        SELECT min(thread) FROM entry
        UNION ALL
        SELECT (SELECT min(entry.thread) FROM entry WHERE entry.thread > thread_of.thread)
        FROM thread_of WHERE thread_of.thread IS NOT NULL
    )
    SELECT thread FROM thread_of WHERE thread IS NOT NULL";

/// A store in a folder.
pub struct SqliteStore {
    folder: PathBuf,
    /// None while it is paused: a lock held by a suspended app is a reason for iOS to end it.
    connection: Mutex<Option<Connection>>,
}

impl SqliteStore {
    /// Opens the store in `folder`, made if it is not there. One that is damaged, or of a later version, is put aside and begun
    /// anew: the server has everything but what was not sent yet.
    ///
    /// # Errors
    /// [`ClientError::Store`] when the folder cannot be written.
    pub fn open(folder: &Path) -> Result<Self, ClientError> {
        fs::create_dir_all(folder.join(FILES)).map_err(ClientError::store)?;
        let connection = match connect(folder) {
            Ok(connection) => connection,
            Err(Unusable::Fault(reason)) => return Err(ClientError::store(reason)),
            Err(Unusable::Content(reason)) => {
                tracing::error!(reason, "the store cannot be used and is begun anew");
                put_aside(folder)?;
                connect(folder).map_err(|unusable| ClientError::store(unusable.reason()))?
            }
        };
        Ok(Self { folder: folder.to_owned(), connection: Mutex::new(Some(connection)) })
    }

    fn lock(&self) -> MutexGuard<'_, Option<Connection>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, call: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, ClientError> {
        match &mut *self.lock() {
            Some(connection) => call(connection).map_err(ClientError::store),
            None => Err(ClientError::store("the store is paused")),
        }
    }

    fn path_of_file(&self, id: Uuid) -> PathBuf {
        self.folder.join(FILES).join(id.to_string())
    }
}

fn take(transaction: &Transaction<'_>, step: &Step) -> rusqlite::Result<()> {
    match step {
        Step::Put { kind, id, body } => transaction
            .prepare_cached("INSERT OR REPLACE INTO thing (kind, id, body) VALUES (?1, ?2, ?3)")?
            .execute(params![*kind as u8, id.as_bytes(), body]),
        Step::Remove { kind, id } => transaction
            .prepare_cached("DELETE FROM thing WHERE kind = ?1 AND id = ?2")?
            .execute(params![*kind as u8, id.as_bytes()]),
        Step::PutEntry(entry) => transaction
            .prepare_cached("INSERT OR REPLACE INTO entry (thread, position, folded, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![entry.thread.as_bytes(), signed(entry.position), entry.folded, entry.body]),
        Step::ClearThread(thread) => {
            transaction.prepare_cached("DELETE FROM entry WHERE thread = ?1")?.execute(params![thread.as_bytes()])
        }
        Step::Note { name, value: Some(value) } => transaction
            .prepare_cached("INSERT OR REPLACE INTO note (name, value) VALUES (?1, ?2)")?
            .execute(params![name, value]),
        Step::Note { name, value: None } => {
            transaction.prepare_cached("DELETE FROM note WHERE name = ?1")?.execute(params![name])
        }
        Step::Clear => {
            let own = Kind::ALL.into_iter().filter(|kind| kind.is_own()).map(|kind| (kind as u8).to_string());
            let own: Vec<String> = own.collect();
            transaction.execute(&format!("DELETE FROM thing WHERE kind NOT IN ({})", own.join(",")), [])?;
            transaction.execute("DELETE FROM entry", [])?;
            transaction.execute("DELETE FROM note", [])
        }
    }
    .map(drop)
}

/// SQLite knows signed numbers only.
fn signed(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

fn entry_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        thread: Uuid::from_bytes(row.get(0)?),
        position: u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
        folded: row.get(2)?,
        body: row.get(3)?,
    })
}

/// All rows but entries, by kind and id.
fn things(connection: &Connection) -> rusqlite::Result<Vec<(Kind, Uuid, String)>> {
    let mut things = Vec::new();
    let mut statement = connection.prepare("SELECT kind, id, body FROM thing ORDER BY kind, id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(kind) = Kind::of(row.get(0)?) {
            things.push((kind, Uuid::from_bytes(row.get(1)?), row.get(2)?));
        }
    }
    Ok(things)
}

fn used_bytes(connection: &Connection) -> rusqlite::Result<u64> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = number("page_count")? - number("freelist_count")?;
    Ok(u64::try_from(pages * number("page_size")?).unwrap_or_default())
}

impl Store for SqliteStore {
    fn load(&self, newest: usize) -> Result<Kept, ClientError> {
        self.with(|connection| {
            let transaction = connection.transaction()?;
            let mut kept = Kept { rows: things(&transaction)?, ..Kept::default() };
            {
                let mut threads = transaction.prepare(THREADS)?;
                let threads: Vec<[u8; 16]> = threads.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
                let mut read = transaction.prepare(
                    "SELECT thread, position, folded, body FROM entry WHERE thread = ?1 ORDER BY position DESC LIMIT ?2",
                )?;
                for thread in threads {
                    let start = kept.entries.len();
                    let most = i64::try_from(newest).unwrap_or(i64::MAX);
                    for entry in read.query_map(params![thread, most], entry_of)? {
                        kept.entries.push(entry?);
                    }
                    kept.entries[start..].reverse();
                }
                let mut notes = transaction.prepare("SELECT name, value FROM note ORDER BY name")?;
                let notes = notes.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                kept.notes = notes.collect::<Result<_, _>>()?;
            }
            Ok(kept)
        })
    }

    fn commit(&self, batch: &Batch) -> Result<(), ClientError> {
        self.with(|connection| {
            // The cache may lose its last moment with the device's power, since the log tells it again. What a person wrote may not.
            connection.pragma_update(None, "synchronous", if batch.durable { "FULL" } else { "NORMAL" })?;
            let transaction = connection.transaction()?;
            for step in &batch.steps {
                take(&transaction, step)?;
            }
            transaction.commit()
        })
    }

    fn entries_before(&self, thread: Uuid, position: u64, most: usize) -> Result<Vec<Entry>, ClientError> {
        self.with(|connection| {
            let mut read = connection.prepare_cached(
                "SELECT thread, position, folded, body FROM entry WHERE thread = ?1 AND position < ?2 \
                 ORDER BY position DESC LIMIT ?3",
            )?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let entries = read.query_map(params![thread.as_bytes(), signed(position), most], entry_of)?;
            let mut entries: Vec<Entry> = entries.collect::<Result<_, _>>()?;
            entries.reverse();
            Ok(entries)
        })
    }

    fn search(&self, thread: Option<Uuid>, words: &[String], most: usize) -> Result<Vec<Entry>, ClientError> {
        let mut statement = "SELECT thread, position, folded, body FROM entry WHERE 1".to_owned();
        let mut values: Vec<Value> = Vec::new();
        if let Some(thread) = thread {
            values.push(Value::Blob(thread.as_bytes().to_vec()));
            statement.push_str(" AND thread = ?");
        }
        for word in words {
            values.push(Value::Text(word.clone()));
            statement.push_str(" AND instr(folded, ?) > 0");
        }
        values.push(Value::Integer(i64::try_from(most).unwrap_or(i64::MAX)));
        statement.push_str(" ORDER BY position DESC, thread DESC LIMIT ?");
        self.with(|connection| {
            let mut read = connection.prepare_cached(&statement)?;
            let entries = read.query_map(rusqlite::params_from_iter(values), entry_of)?;
            entries.collect()
        })
    }

    fn size_bytes(&self) -> Result<u64, ClientError> {
        self.with(|connection| used_bytes(connection))
    }

    fn evict(&self, most_bytes: u64, newest: usize) -> Result<(), ClientError> {
        self.with(|connection| evict::evict(connection, most_bytes, newest))
    }

    fn put_file(&self, id: Uuid, bytes: &[u8]) -> Result<(), ClientError> {
        // Written beside and then named, so that a kill leaves no half file under its name.
        let (path, part) = (self.path_of_file(id), self.path_of_file(id).with_extension("part"));
        let written = fs::File::create(&part).and_then(|mut file| {
            std::io::Write::write_all(&mut file, bytes)?;
            file.sync_all()?;
            fs::rename(&part, &path)
        });
        written.map_err(ClientError::store)
    }

    fn file(&self, id: Uuid) -> Result<Option<Vec<u8>>, ClientError> {
        match fs::read(self.path_of_file(id)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ClientError::store(error)),
        }
    }

    fn remove_file(&self, id: Uuid) -> Result<(), ClientError> {
        remove(&self.path_of_file(id))
    }

    fn pause(&self) -> Result<(), ClientError> {
        let Some(connection) = self.lock().take() else { return Ok(()) };
        connection.close().map_err(|(_, error)| ClientError::store(error))
    }

    fn resume(&self) -> Result<(), ClientError> {
        let mut connection = self.lock();
        if connection.is_none() {
            *connection = Some(connect(&self.folder).map_err(|unusable| ClientError::store(unusable.reason()))?);
        }
        Ok(())
    }

    fn wipe(&self) -> Result<(), ClientError> {
        self.pause()?;
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(ClientError::store(error)),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("folder", &self.folder).finish_non_exhaustive()
    }
}
