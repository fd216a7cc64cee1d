//! Creates `device`: devices: phones and browsers that sessions live on.

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
                    .table("device")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(text("platform").not_null())
                    .col(text("name").not_null())
                    .col(text("app_version").null())
                    .col(text("locale").null())
                    .col(text("ip").not_null())
                    .col(long("created_at").not_null())
                    .col(long("last_seen_at").not_null())
                    .col(uuid("push_app_id").null())
                    .col(text("push_token").null())
                    .col(blob("push_token_hash").null())
                    .col(text("push_environment").not_null())
                    .col(blob("public_key").null())
                    .col(blob("auth_secret").null())
                    .col(text("push_privacy").null())
                    .col(text("push_state").not_null())
                    .col(text("push_reason").null())
                    .col(long("push_token_at").null())
                    .col(long("push_accepted_at").null())
                    .col(long("push_received_at").null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("device", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("device", ("organization_id", "push_app_id"))
                            .to("push_app", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("device", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "device", "uq_device_organization_id_id", &["organization_id", "id"]).await?;
        index(schema, "device", "ix_device_organization_id_agent_id", &["organization_id", "agent_id"]).await?;
        unique(schema, "device", "uq_device_push_token_hash", &["push_token_hash"]).await?;
        Ok(())
    }
}
