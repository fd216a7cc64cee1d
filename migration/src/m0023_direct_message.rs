//! Creates `direct_message`: direct messages.

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
                    .table("direct_message")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("conversation_id").not_null())
                    .col(long("position").not_null())
                    .col(uuid("sender_id").not_null())
                    .col(text("sender_name").not_null())
                    .col(text("text").not_null())
                    .col(uuid("client_id").not_null())
                    .col(blob("content_hash").not_null())
                    .col(long("sent_at").not_null())
                    .col(long("edited_at").null())
                    .col(long("deleted_at").null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("direct_message", ("organization_id", "conversation_id"))
                            .to("direct_conversation", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("direct_message", ("organization_id", "sender_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create().from("direct_message", "organization_id").to("organization", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        unique(
            schema,
            "direct_message",
            "uq_direct_message_conversation_id_position",
            &["conversation_id", "position"],
        )
        .await?;
        unique(
            schema,
            "direct_message",
            "uq_direct_message_conversation_id_sender_id_client_id",
            &["conversation_id", "sender_id", "client_id"],
        )
        .await?;
        Ok(())
    }
}
