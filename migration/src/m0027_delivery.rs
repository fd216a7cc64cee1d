//! Creates `delivery`: deliveries: one push to one device, with its fate.

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
                    .table("delivery")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(uuid("device_id").null())
                    .col(uuid("session_id").null())
                    .col(long("event_seq").null())
                    .col(text("kind").not_null())
                    .col(uuid("chat_id").null())
                    .col(uuid("conversation_id").null())
                    .col(uuid("offer_id").null())
                    .col(long("position").null())
                    .col(text("state").not_null())
                    .col(text("reason").not_null())
                    .col(int("attempts").not_null())
                    .col(long("created_at").not_null())
                    .col(long("due_at").null())
                    .col(long("expires_at").not_null())
                    .col(long("accepted_at").null())
                    .col(text("provider_id").null())
                    .col(long("received_at").null())
                    .col(long("opened_at").null())
                    .col(long("acted_at").null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("delivery", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("delivery", ("organization_id", "device_id"))
                            .to("device", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("delivery", ("organization_id", "session_id"))
                            .to("session", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("delivery", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "delivery", "ix_delivery_state_due_at", &["state", "due_at"]).await?;
        index(schema, "delivery", "ix_delivery_organization_id_created_at", &["organization_id", "created_at"]).await?;
        index(schema, "delivery", "ix_delivery_device_id_state", &["device_id", "state"]).await?;
        index(schema, "delivery", "ix_delivery_offer_id", &["offer_id"]).await?;
        index(schema, "delivery", "ix_delivery_chat_id_agent_id", &["chat_id", "agent_id"]).await?;
        index(schema, "delivery", "ix_delivery_conversation_id_agent_id", &["conversation_id", "agent_id"]).await?;
        unique(schema, "delivery", "uq_delivery_device_id_event_seq_kind", &["device_id", "event_seq", "kind"]).await?;
        Ok(())
    }
}
