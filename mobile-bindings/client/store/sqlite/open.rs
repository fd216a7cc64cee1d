//! Opens the file, and says what it means when that fails.

use std::{fs, path::Path, time::Duration};

use rusqlite::Connection;

use super::{FILE, schema};
use crate::client::ClientError;

/// Why a database cannot be used.
pub(super) enum Unusable {
    /// The device: nothing is gained by beginning anew.
    Fault(String),
    /// What is in it.
    Content(String),
}

impl Unusable {
    pub fn reason(self) -> String {
        match self {
            Self::Fault(reason) | Self::Content(reason) => reason,
        }
    }
}

impl From<rusqlite::Error> for Unusable {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                Self::Content(error.to_string())
            }
            _ => Self::Fault(error.to_string()),
        }
    }
}

pub(super) fn connect(folder: &Path) -> Result<Connection, Unusable> {
    let mut connection = Connection::open(folder.join(FILE))?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // Takes effect only in a new file, and only before WAL.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // What was erased must not lie about in the file.
    connection.pragma_update(None, "secure_delete", "FAST")?;
    schema::migrate(&mut connection)?;
    Ok(connection)
}

pub(super) fn put_aside(folder: &Path) -> Result<(), ClientError> {
    for ending in ["-wal", "-shm"] {
        remove(&folder.join(format!("{FILE}{ending}")))?;
    }
    fs::rename(folder.join(FILE), folder.join(format!("{FILE}.damaged"))).map_err(ClientError::store)
}

pub(super) fn remove(path: &Path) -> Result<(), ClientError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(ClientError::store(error)),
        _ => Ok(()),
    }
}
