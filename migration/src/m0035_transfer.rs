//! Creates `transfer`, and lets a routing step say who did it and to which queue the chat went.

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
                    .table("transfer")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("chat_id").not_null())
                    .col(uuid("by_agent_id").not_null())
                    .col(text("by_name").not_null())
                    .col(uuid("from_queue_id").not_null())
                    .col(uuid("to_queue_id").not_null())
                    .col(uuid("to_agent_id").null())
                    .col(uuid("whisper_id").null())
                    .col(uuid("client_id").not_null())
                    .col(blob("content_hash").not_null())
                    .col(long("made_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("transfer", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("transfer", ("organization_id", "by_agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        unique(
            schema,
            "transfer",
            "uq_transfer_chat_id_by_agent_id_client_id",
            &["chat_id", "by_agent_id", "client_id"],
        )
        .await?;
        // SQLite adds one column a statement.
        let columns = [uuid("by_agent_id"), text("by_agent_name"), uuid("queue_id"), text("queue_name")];
        for mut column in columns {
            schema.alter_table(Table::alter().table("routing_step").add_column(column.null()).to_owned()).await?;
        }
        Ok(())
    }
}
