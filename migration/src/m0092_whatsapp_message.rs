//! Creates `whatsapp_message`: what came in by WhatsApp, each message once by the provider's id.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let table = "whatsapp_message";
        schema
            .create_table(
                Table::create()
                    .table("whatsapp_message")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("account_id").not_null())
                    .col(uuid("sender_id").not_null())
                    .col(text("wamid").not_null())
                    .col(uuid("chat_id").null())
                    .col(uuid("message_id").null())
                    .col(text("media_id").null())
                    .col(text("file_name").null())
                    .col(text("caption").null())
                    .col(int("attempts").not_null())
                    .col(long("due_at").null())
                    .col(long("received_at").not_null())
                    .foreign_key(
                        ForeignKey::create().from("whatsapp_message", "organization_id").to("organization", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        unique(schema, table, "uq_whatsapp_message_organization_id_wamid", &["organization_id", "wamid"]).await?;
        index(schema, table, "ix_whatsapp_message_due_at", &["due_at"]).await?;
        index(schema, table, "ix_whatsapp_message_chat_id", &["chat_id"]).await?;
        index(schema, table, "ix_whatsapp_message_sender_id", &["sender_id"]).await?;
        index(schema, table, "ix_whatsapp_message_message_id", &["message_id"]).await
    }
}
