//! Creates `note`: notes: kept for later on a chat.

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
                    .table("note")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("chat_id").not_null())
                    .col(uuid("author_id").not_null())
                    .col(text("author_name").not_null())
                    .col(text("text").not_null())
                    .col(uuid("client_id").not_null())
                    .col(blob("content_hash").not_null())
                    .col(long("created_at").not_null())
                    .col(long("edited_at").null())
                    .col(long("deleted_at").null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("note", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("note", ("organization_id", "author_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("note", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "note", "uq_note_chat_id_author_id_client_id", &["chat_id", "author_id", "client_id"]).await?;
        Ok(())
    }
}
