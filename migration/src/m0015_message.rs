//! Creates `message`: messages: what visitor, agent or system says in a chat.

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
                    .table("message")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("chat_id").not_null())
                    .col(long("position").not_null())
                    .col(long("number").not_null())
                    .col(text("sender_kind").not_null())
                    .col(uuid("sender_id").not_null())
                    .col(text("sender_name").not_null())
                    .col(text("sender_role").null())
                    .col(text("text").not_null())
                    .col(text("attachments").null())
                    .col(uuid("quoted_id").null())
                    .col(text("notice").null())
                    .col(uuid("client_id").not_null())
                    .col(blob("content_hash").not_null())
                    .col(long("sent_at").not_null())
                    .col(long("edited_at").null())
                    .col(long("deleted_at").null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("message", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        unique(schema, "message", "uq_message_chat_id_position", &["chat_id", "position"]).await?;
        unique(schema, "message", "uq_message_chat_id_sender_id_client_id", &["chat_id", "sender_id", "client_id"])
            .await?;
        Ok(())
    }
}
