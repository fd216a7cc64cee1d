//! Creates `session`: sessions: one sign-in each.

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
                    .table("session")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(uuid("device_id").not_null())
                    .col(long("generation").not_null())
                    .col(long("confirmed_generation").not_null())
                    .col(long("created_at").not_null())
                    .col(long("last_seen_at").not_null())
                    .col(text("ip").not_null())
                    .col(long("expires_at").not_null())
                    .col(long("ended_at").null())
                    .col(text("ended_by").null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("session", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("session", ("organization_id", "device_id"))
                            .to("device", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("session", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "session", "uq_session_organization_id_id", &["organization_id", "id"]).await?;
        index(schema, "session", "ix_session_organization_id_agent_id", &["organization_id", "agent_id"]).await?;
        index(schema, "session", "ix_session_device_id", &["device_id"]).await?;
        Ok(())
    }
}
