//! Adds to `chat` whose it is, and how many contacts it may belong to.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // One at a time: SQLite adds one column by a statement.
        for column in [uuid("contact_id").null().take(), int("candidate_count").not_null().default(0).take()] {
            schema.alter_table(Table::alter().table("chat").add_column(column).to_owned()).await?;
        }
        index(
            schema,
            "chat",
            "ix_chat_organization_id_contact_id_started_at",
            &["organization_id", "contact_id", "started_at"],
        )
        .await?;
        Ok(())
    }
}
