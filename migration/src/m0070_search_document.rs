//! Creates `search_document`: what can be found, as folded words, and over it the index of each database's own kind.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// `number` has to be SQLite's own row number, which the index is kept by. The index keeps neither the text (it is in the table)
/// nor where in it a word stands: a third of the bytes, and less to write. What is deleted leaves its pages at once. The follower merges
/// by itself, a little after each batch: FTS5's own way does it seldom and then for as long as several batches take.
const SQLITE: &[&str] = &[
    "CREATE TABLE search_document (number INTEGER PRIMARY KEY NOT NULL, kind text NOT NULL, id uuid_text NOT NULL, \
     chat_id uuid_text NULL, words text NOT NULL)",
    "CREATE UNIQUE INDEX uq_search_document_id ON search_document (id)",
    "CREATE VIRTUAL TABLE search_word USING fts5(words, content = 'search_document', content_rowid = 'number', \
     detail = none, columnsize = 0, tokenize = \"ascii tokenchars '#@_'\")",
    "INSERT INTO search_word (search_word, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO search_word (search_word, rank) VALUES ('automerge', 0)",
];

/// Beside its words each document is indexed under the block of numbers it lies in, of three sizes, and under its organization,
/// so that the newest of a common word are found without reading all. Without the list of pending entries, which every search
/// would have to read.
const POSTGRES: &[&str] = &[
    "CREATE TABLE search_document (number bigint PRIMARY KEY NOT NULL, kind text NOT NULL, id uuid NOT NULL, \
     chat_id uuid NULL, words text NOT NULL)",
    "CREATE UNIQUE INDEX uq_search_document_id ON search_document (id)",
    "CREATE INDEX ix_search_document_words ON search_document USING gin (array_to_tsvector(string_to_array(words \
     || ' _a' || (number >> 11)::text || ' _b' || (number >> 15)::text || ' _c' || (number >> 19)::text \
     || ' _d' || (number >> 40)::text, ' '))) WITH (fastupdate = off)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let connection = schema.get_connection();
        let statements = match connection.get_database_backend() {
            DbBackend::Sqlite => SQLITE,
            _ => POSTGRES,
        };
        for statement in statements {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
