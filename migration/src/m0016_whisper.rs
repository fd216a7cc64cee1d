//! Creates `whisper`: whispers: what agents say to each other inside a chat.

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
                    .table("whisper")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("chat_id").not_null())
                    .col(long("position").not_null())
                    .col(uuid("sender_id").not_null())
                    .col(text("sender_name").not_null())
                    .col(text("sender_role").not_null())
                    .col(text("text").not_null())
                    .col(uuid("client_id").not_null())
                    .col(blob("content_hash").not_null())
                    .col(long("sent_at").not_null())
                    .col(long("edited_at").null())
                    .col(long("deleted_at").null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("whisper", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("whisper", ("organization_id", "sender_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        unique(schema, "whisper", "uq_whisper_chat_id_position", &["chat_id", "position"]).await?;
        unique(schema, "whisper", "uq_whisper_chat_id_sender_id_client_id", &["chat_id", "sender_id", "client_id"])
            .await?;
        Ok(())
    }
}
