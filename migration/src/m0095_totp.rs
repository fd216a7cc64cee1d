//! Creates `totp` and `recovery_code`: the second factor of agents. A session tells how the agent signed in.

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
                    .table("totp")
                    .col(uuid("agent_id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(blob("secret").not_null())
                    .col(long("created_at").not_null())
                    .col(long("confirmed_at").null())
                    .col(long("last_step").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("totp", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("recovery_code")
                    .col(blob("hash").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(long("created_at").not_null())
                    .col(long("used_at").null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("recovery_code", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        let columns = ["organization_id", "agent_id"];
        index(schema, "recovery_code", "ix_recovery_code_organization_id_agent_id", &columns).await?;
        add(schema, "session", text("method").not_null().default("password").take()).await
    }
}
