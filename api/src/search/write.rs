//! Writes what entries say into the index, inside a transaction of the ledger.

use std::collections::HashMap;

use pronto_entity::{column::Word, search_document, search_scope};
use pronto_protocol::search::SearchKind;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    QueryFilter, Statement, Value, sea_query::Expr,
};
use uuid::Uuid;

use super::{Entry, index::kind_word, is_told_whole, known::known, number_of};
use crate::{error::Result, fold::fold, ledger::Transaction};

/// Pages of FTS5's that are merged for so many documents, and in any case: some more than these documents add on all levels, so
/// that it keeps up (a batch of 200 among 300,000 took 9 ms at most; 41 ms when FTS5 merged by itself).
const MERGED_PAGES: usize = 32;
const MERGED_DOCUMENTS: usize = 200;
const MERGED_PAGES_LEAST: usize = 4;

/// The last word on one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// What it is.
    pub kind: SearchKind,
    /// Its id.
    pub id: Uuid,
    /// The chat it belongs to.
    pub chat_id: Option<Uuid>,
    /// Its place in the order, if it has none yet.
    pub seq: i64,
    /// Whether it has just come into being, so that the index cannot know it.
    pub fresh: bool,
    /// The words it is found by; nothing when it leaves the index.
    pub words: Option<String>,
}

/// Folds entries, given in the log's order, into one word on each document. Done before the transaction, which others wait for.
#[must_use]
pub fn prepare(entries: Vec<Entry>) -> Vec<Prepared> {
    let mut places: HashMap<Uuid, usize> = HashMap::with_capacity(entries.len());
    let mut prepared: Vec<Prepared> = Vec::with_capacity(entries.len());
    for entry in entries {
        let words = entry.text.as_deref().map(fold).filter(|words| !words.is_empty());
        let words = words.map(|words| match kind_word(entry.kind) {
            Some(kind) => format!("{words} {kind}"),
            None => words,
        });
        if let Some(earlier) = places.get(&entry.id).and_then(|at| prepared.get_mut(*at)) {
            earlier.words = words;
            continue;
        }
        places.insert(entry.id, prepared.len());
        let fresh = entry.fresh && is_told_whole(entry.kind);
        let Entry { kind, id, chat_id, seq, .. } = entry;
        prepared.push(Prepared { kind, id, chat_id, seq, fresh, words });
    }
    prepared
}

/// The organization's scope; made when there is none.
///
/// # Errors
/// A failure of the database.
pub async fn scope_of(transaction: &Transaction) -> Result<search_scope::Model> {
    let organization_id = transaction.organization_id();
    let found = search_scope::Entity::find()
        .filter(search_scope::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?;
    if let Some(scope) = found {
        return Ok(scope);
    }
    let scope = search_scope::ActiveModel { organization_id: Set(organization_id), ..Default::default() };
    Ok(scope.insert(transaction.db()).await?)
}

/// Writes them. A document that is there already keeps its place, and its words too unless they are to be `renewed`.
///
/// # Errors
/// A failure of the database.
pub async fn write(transaction: &Transaction, scope_id: i64, prepared: Vec<Prepared>, renewed: bool) -> Result<()> {
    let ids: Vec<Uuid> = prepared.iter().filter(|one| !one.fresh).map(|one| one.id).collect();
    let known = known(transaction.db(), scope_id, &ids).await?;
    let mut known: HashMap<Uuid, search_document::Model> = known.into_iter().map(|row| (row.id, row)).collect();
    let mut fresh: Vec<search_document::Model> = Vec::new();
    for one in prepared {
        match (known.remove(&one.id), one.words) {
            (Some(row), words) if !renewed || Some(&row.words) == words.as_ref() => {}
            (Some(row), Some(words)) => change(transaction, row, words).await?,
            (Some(row), None) => remove(transaction, row).await?,
            (None, Some(words)) => fresh.push(search_document::Model {
                number: number_of(scope_id, one.seq),
                kind: Word(one.kind),
                id: one.id,
                chat_id: one.chat_id,
                words,
            }),
            (None, None) => {}
        }
    }
    // FTS5 takes rising numbers best.
    fresh.sort_unstable_by_key(|row| row.number);
    add(transaction, fresh).await
}

/// Takes these things out of the index for good: nothing of their text stays in it. For rows that are erased without an event
/// that says so.
///
/// # Errors
/// A failure of the database.
pub async fn forget(transaction: &Transaction, ids: &[Uuid]) -> Result<()> {
    let scope_id = scope_of(transaction).await?.id;
    for row in known(transaction.db(), scope_id, ids).await? {
        remove(transaction, row).await?;
    }
    Ok(())
}

async fn add(transaction: &Transaction, rows: Vec<search_document::Model>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let words: Vec<(i64, String)> = rows.iter().map(|row| (row.number, row.words.clone())).collect();
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    search_document::Entity::insert_many(rows).exec_without_returning(transaction.db()).await?;
    index(transaction, words).await
}

async fn change(transaction: &Transaction, row: search_document::Model, words: String) -> Result<()> {
    let number = row.number;
    untell(transaction, row).await?;
    search_document::Entity::update_many()
        .col_expr(search_document::Column::Words, Expr::value(words.clone()))
        .filter(search_document::Column::Number.eq(number))
        .exec(transaction.db())
        .await?;
    index(transaction, vec![(number, words)]).await
}

async fn remove(transaction: &Transaction, row: search_document::Model) -> Result<()> {
    let number = row.number;
    untell(transaction, row).await?;
    search_document::Entity::delete_by_id(number).exec(transaction.db()).await?;
    Ok(())
}

/// PostgreSQL keeps its index by itself; FTS5 is told of every row.
async fn index(transaction: &Transaction, words: Vec<(i64, String)>) -> Result<()> {
    let backend = transaction.db().get_database_backend();
    if backend != DbBackend::Sqlite {
        return Ok(());
    }
    let pages = MERGED_PAGES_LEAST + words.len() * MERGED_PAGES / MERGED_DOCUMENTS;
    let sql = format!("INSERT INTO search_word (rowid, words) VALUES {}", vec!["(?, ?)"; words.len()].join(", "));
    let values: Vec<Value> = words.into_iter().flat_map(|(number, words)| [number.into(), words.into()]).collect();
    transaction.db().execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let sql = format!("INSERT INTO search_word (search_word, rank) VALUES ('merge', {pages})");
    transaction.db().execute_raw(Statement::from_string(backend, sql)).await?;
    Ok(())
}

/// FTS5 forgets a row by the very words it was told.
async fn untell(transaction: &Transaction, row: search_document::Model) -> Result<()> {
    let backend = transaction.db().get_database_backend();
    if backend != DbBackend::Sqlite {
        return Ok(());
    }
    let sql = "INSERT INTO search_word (search_word, rowid, words) VALUES ('delete', ?, ?)";
    let values: [Value; 2] = [row.number.into(), row.words.into()];
    transaction.db().execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}
