//! What the index holds: how far it reaches, and its newest documents that match.

use pronto_entity::column::Word;
use pronto_protocol::search::SearchKind;
use sea_orm::{Condition, ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};
use uuid::Uuid;

use super::{fts5, gin, number_of, question::Question, seq_of};

/// The index's name in the table `follower`.
pub const NAME: &str = "search";

/// A document that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place in the order: the `seq` by which it came into the log.
    pub seq: i64,
    /// What it is.
    pub kind: SearchKind,
    /// Its id.
    pub id: Uuid,
    /// The chat it belongs to.
    pub chat_id: Option<Uuid>,
}

/// How far an organization's index reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its range of numbers; nothing before the first document.
    pub scope_id: Option<i64>,
    /// Events up to here are in it.
    pub indexed_seq: i64,
    /// The log's last event.
    pub log_seq: i64,
}

/// What is wanted of the index.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The words.
    pub question: &'a Question,
    /// This kind only.
    pub kind: Option<SearchKind>,
    /// What `search_document.chat_id` must fulfil, where not all chats may be seen.
    pub seen: Option<Condition>,
    /// Older than this `seq`.
    pub before_seq: i64,
    /// So many at most.
    pub limit: u64,
}

/// How far the index reaches.
///
/// # Errors
/// A failure of the database.
pub async fn standing<C: ConnectionTrait>(database: &C, organization_id: Uuid) -> Result<Option<Standing>, DbErr> {
    let backend = database.get_database_backend();
    let organization = if backend == DbBackend::Sqlite { "?" } else { "$1" };
    let sql = format!(
        "SELECT scope.id AS scope_id, COALESCE(follower.seq, 0) AS indexed_seq, log.seq AS log_seq \
         FROM organization_log AS log \
         LEFT JOIN follower ON follower.organization_id = log.organization_id AND follower.name = '{NAME}' \
         LEFT JOIN search_scope AS scope ON scope.organization_id = log.organization_id \
         WHERE log.organization_id = {organization}"
    );
    let statement = Statement::from_sql_and_values(backend, sql, [organization_id.into()]);
    let Some(row) = database.query_one_raw(statement).await? else { return Ok(None) };
    Ok(Some(Standing {
        scope_id: row.try_get("", "scope_id")?,
        indexed_seq: row.try_get("", "indexed_seq")?,
        log_seq: row.try_get("", "log_seq")?,
    }))
}

/// The newest documents that match, newest first: fewer than asked for only when there are no more.
///
/// # Errors
/// A failure of the database.
pub async fn page<C: ConnectionTrait>(database: &C, scope_id: i64, wanted: &Wanted<'_>) -> Result<Vec<Hit>, DbErr> {
    let least = number_of(scope_id, 0);
    let below = number_of(scope_id, wanted.before_seq.clamp(0, seq_of(i64::MAX)));
    match database.get_database_backend() {
        DbBackend::Sqlite => fts5::page(database, least, below, wanted).await,
        _ => gin::page(database, least, below, wanted).await,
    }
}

/// The word that stands in the index for what is not a message: there are few of them among many messages.
pub(super) fn kind_word(kind: SearchKind) -> Option<String> {
    (kind != SearchKind::Message).then(|| format!("_{kind}"))
}

pub(super) fn hit(row: &QueryResult) -> Result<Hit, DbErr> {
    let number: i64 = row.try_get("", "number")?;
    let kind: Word<SearchKind> = row.try_get("", "kind")?;
    let (id, chat_id) = (row.try_get("", "id")?, row.try_get("", "chat_id")?);
    Ok(Hit { seq: seq_of(number), kind: kind.0, id, chat_id })
}
