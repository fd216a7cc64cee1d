//! Creates `offline_message`: what people leave in the contact form when nobody is there.

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
                    .table("offline_message")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("queue_id").not_null())
                    .col(uuid("visitor_id").not_null())
                    .col(text("name").not_null())
                    .col(text("email").null())
                    .col(text("phone").null())
                    .col(text("subject").null())
                    .col(text("text").not_null())
                    .col(text("state").not_null())
                    .col(uuid("assignee_id").null())
                    .col(long("received_at").not_null())
                    .col(long("received_seq").not_null())
                    .col(uuid("handled_by").null())
                    .col(text("handled_by_name").null())
                    .col(long("handled_at").null())
                    .col(text("handling_note").null())
                    .col(uuid("client_id").not_null())
                    .col(blob("content_hash").not_null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("offline_message", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("offline_message", ("organization_id", "visitor_id"))
                            .to("visitor", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("offline_message", ("organization_id", "assignee_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        let table = "offline_message";
        unique(schema, table, "uq_offline_message_visitor_id_client_id", &["visitor_id", "client_id"]).await?;
        index(schema, table, "ix_offline_message_organization_id_state_id", &["organization_id", "state", "id"])
            .await?;
        index(schema, table, "ix_offline_message_organization_id_received_seq", &["organization_id", "received_seq"])
            .await?;
        Ok(())
    }
}
