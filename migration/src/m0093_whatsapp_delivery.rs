//! Creates `whatsapp_delivery`: what goes out by WhatsApp, part by part, and what became of it.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let table = "whatsapp_delivery";
        schema
            .create_table(
                Table::create()
                    .table("whatsapp_delivery")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("account_id").not_null())
                    .col(uuid("sender_id").not_null())
                    .col(uuid("chat_id").null())
                    .col(uuid("message_id").null())
                    .col(long("number").not_null())
                    .col(int("part").not_null())
                    .col(long("place").not_null())
                    .col(text("text").not_null())
                    .col(uuid("attachment_id").null())
                    .col(uuid("quoted_id").null())
                    .col(text("template").null())
                    .col(text("state").not_null())
                    .col(int("attempts").not_null())
                    .col(long("due_at").null())
                    .col(long("expires_at").not_null())
                    .col(flag("delay_told").not_null())
                    .col(text("wamid").null())
                    .col(int("code").null())
                    .col(text("words").null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create().from("whatsapp_delivery", "organization_id").to("organization", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        unique(schema, table, "uq_whatsapp_delivery_message_id_part", &["message_id", "part"]).await?;
        index(schema, table, "ix_whatsapp_delivery_due_at", &["due_at"]).await?;
        index(schema, table, "ix_whatsapp_delivery_sender_id_place", &["sender_id", "place"]).await?;
        index(schema, table, "ix_whatsapp_delivery_organization_id_wamid", &["organization_id", "wamid"]).await?;
        index(schema, table, "ix_whatsapp_delivery_chat_id", &["chat_id"]).await
    }
}
