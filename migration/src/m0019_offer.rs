//! Creates `offer`: offers: a waiting chat proposed to one agent.

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
                    .table("offer")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("chat_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(uuid("queue_id").not_null())
                    .col(text("mode").not_null())
                    .col(text("state").not_null())
                    .col(int("round").not_null())
                    .col(long("made_at").not_null())
                    .col(long("expires_at").null())
                    .col(long("ended_at").null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("offer", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("offer", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("offer", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("offer", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "offer", "ix_offer_chat_id", &["chat_id"]).await?;
        index(schema, "offer", "ix_offer_organization_id_agent_id_state", &["organization_id", "agent_id", "state"])
            .await?;
        Ok(())
    }
}
