//! Makes the search index of PostgreSQL anew with two sizes of blocks in place of four, and has all documents read again: a long
//! number is now found by its last digits through one word in place of four. Together a fifth of the index's bytes.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] =
    &["INSERT INTO search_word (search_word) VALUES ('delete-all')", "DELETE FROM search_document", REBUILD];

const POSTGRES: &[&str] = &[
    "DROP INDEX ix_search_document_words",
    "TRUNCATE search_document",
    "CREATE INDEX ix_search_document_words ON search_document USING gin (array_to_tsvector(string_to_array(words \
     || ' _a' || (number >> 11)::text || ' _b' || (number >> 16)::text, ' '))) WITH (fastupdate = off)",
    REBUILD,
];

/// The follower reads the rows of every organization that has been indexed; what its log brings afterwards it reads there.
const REBUILD: &str = "UPDATE search_scope SET rebuild_kind = 'message', rebuild_id = NULL";

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
