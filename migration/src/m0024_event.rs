//! Creates `event`: events: the change log.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("event")
                    .col(uuid("organization_id").not_null())
                    .col(long("seq").not_null())
                    .col(long("at").not_null())
                    .col(text("kind").not_null())
                    .col(uuid("chat_id").null())
                    .col(text("content").not_null())
                    .primary_key(Index::create().col("organization_id").col("seq"))
                    .foreign_key(ForeignKey::create().from("event", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "event", "ix_event_chat_id_seq", &["chat_id", "seq"]).await?;
        Ok(())
    }
}
