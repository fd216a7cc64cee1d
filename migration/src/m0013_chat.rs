//! Creates `chat`: chats: one service encounter each.

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
                    .table("chat")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(long("number").not_null())
                    .col(uuid("queue_id").not_null())
                    .col(uuid("visitor_id").not_null())
                    .col(text("visitor_name").null())
                    .col(uuid("subject_id").null())
                    .col(text("subject").null())
                    .col(text("channel").not_null())
                    .col(text("state").not_null())
                    .col(text("fields").not_null())
                    .col(uuid("client_id").not_null())
                    .col(blob("content_hash").not_null())
                    .col(long("started_at").not_null())
                    .col(long("waiting_since").not_null())
                    .col(long("accepted_at").null())
                    .col(long("closed_at").null())
                    .col(text("ended_by").null())
                    .col(text("close_reason").null())
                    .col(flag("solved").null())
                    .col(long("last_position").not_null())
                    .col(long("last_number").not_null())
                    .col(long("last_entry_at").not_null())
                    .col(long("visitor_read_number").not_null())
                    .col(int("routing_round").not_null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("chat", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("chat", ("organization_id", "visitor_id"))
                            .to("visitor", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("chat", ("organization_id", "subject_id"))
                            .to("subject", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("chat", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "chat", "uq_chat_organization_id_id", &["organization_id", "id"]).await?;
        unique(schema, "chat", "uq_chat_organization_id_number", &["organization_id", "number"]).await?;
        unique(schema, "chat", "uq_chat_visitor_id_client_id", &["visitor_id", "client_id"]).await?;
        index(
            schema,
            "chat",
            "ix_chat_organization_id_state_queue_id_waiting_since",
            &["organization_id", "state", "queue_id", "waiting_since"],
        )
        .await?;
        index(schema, "chat", "ix_chat_visitor_id", &["visitor_id"]).await?;
        Ok(())
    }
}
