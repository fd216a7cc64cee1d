//! Opens the database: one pool to read, one way to write, and the guarantees checked before anything is served.

use std::{str::FromStr, time::Duration};

use pronto_migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as SeaDatabase, DatabaseConnection, DbBackend, DbErr, Statement,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};

/// An open database.
#[derive(Clone, Debug)]
pub struct Database {
    /// For reading, from anywhere.
    pub reader: DatabaseConnection,
    /// For the ledger alone: on SQLite a pool of one, so that its prepared statements stay warm.
    pub writer: DatabaseConnection,
}

/// How to open it.
#[derive(Clone, Debug)]
pub struct Opening {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Most connections for reading.
    pub connections: u32,
    /// SQLite's sync before a commit is acknowledged; off only to measure what it costs.
    pub full_sync: bool,
    /// Logs every statement.
    pub log_statements: bool,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be reached or read.
    #[error("the database cannot be opened: {0}")]
    Unreachable(#[source] DbErr),
    /// Its schema comes from a newer Pronto, or a change failed.
    #[error("the database's schema cannot be brought up to date: {0}")]
    Migration(#[source] DbErr),
    /// An acknowledged message could be lost.
    #[error("the database does not keep what it acknowledges: {0}")]
    Unsafe(String),
}

impl Database {
    /// Opens it, brings the schema up to date and asserts that a commit is on disk when it returns.
    pub async fn open(opening: &Opening) -> Result<Self, OpenError> {
        let sqlite = opening.url.starts_with("sqlite:");
        let writer = connect(opening, if sqlite { 1 } else { opening.connections }).await?;
        Migrator::up(&writer, None).await.map_err(OpenError::Migration)?;
        assert_durable(&writer, opening.full_sync).await?;
        let reader = if sqlite { connect(opening, opening.connections).await? } else { writer.clone() };
        Ok(Self { reader, writer })
    }

    /// Which of the two it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }
}

async fn connect(opening: &Opening, most: u32) -> Result<DatabaseConnection, OpenError> {
    let mut options = ConnectOptions::new(opening.url.clone());
    let synchronous = if opening.full_sync { SqliteSynchronous::Full } else { SqliteSynchronous::Normal };
    options
        .max_connections(most)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(opening.log_statements)
        .sqlx_logging_level(log::LevelFilter::Info)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .statement_cache_capacity(256)
                .pragma("cache_size", "-16384")
                .pragma("temp_store", "memory")
        });
    SeaDatabase::connect(options).await.map_err(OpenError::Unreachable)
}

async fn assert_durable(database: &DatabaseConnection, full_sync: bool) -> Result<(), OpenError> {
    let backend = database.get_database_backend();
    let expected: &[(&str, &str)] = match backend {
        DbBackend::Sqlite if full_sync => &[("PRAGMA journal_mode", "wal"), ("PRAGMA synchronous", "2")],
        DbBackend::Sqlite => &[("PRAGMA journal_mode", "wal")],
        _ => &[("SHOW fsync", "on"), ("SHOW full_page_writes", "on")],
    };
    for (question, answer) in expected {
        let found = ask(database, question).await?;
        if found != *answer {
            return Err(OpenError::Unsafe(format!("{question} is {found}, and must be {answer}")));
        }
    }
    if backend == DbBackend::Postgres {
        let found = ask(database, "SHOW synchronous_commit").await?;
        if found == "off" {
            return Err(OpenError::Unsafe("synchronous_commit is off".to_owned()));
        }
    }
    Ok(())
}

async fn ask(database: &DatabaseConnection, question: &str) -> Result<String, OpenError> {
    let statement = Statement::from_string(database.get_database_backend(), question);
    let row = database.query_one_raw(statement).await.map_err(OpenError::Unreachable)?;
    let row = row.ok_or_else(|| OpenError::Unsafe(format!("{question} has no answer")))?;
    let text = row.try_get_by_index::<String>(0);
    let number = || row.try_get_by_index::<i64>(0).map(|number| number.to_string());
    text.or_else(|_| number()).map_err(OpenError::Unreachable)
}

/// The path of a SQLite address, if it is one.
#[must_use]
pub fn sqlite_path(url: &str) -> Option<std::path::PathBuf> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
    let path = path.split('?').next().unwrap_or(path);
    std::path::PathBuf::from_str(path).ok()
}
