//! Creates `agent`: agents: the people who answer.

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
                    .table("agent")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("profile_id").null())
                    .col(text("email").not_null())
                    .col(text("name").not_null())
                    .col(text("role").not_null())
                    .col(text("password_hash").not_null())
                    .col(text("availability").not_null())
                    .col(flag("active").not_null())
                    .col(int("missed_offers").not_null())
                    .col(long("last_assigned_at").null())
                    .col(long("created_at").not_null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("agent", ("organization_id", "profile_id"))
                            .to("profile", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("agent", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "agent", "uq_agent_organization_id_id", &["organization_id", "id"]).await?;
        unique(schema, "agent", "uq_agent_organization_id_email", &["organization_id", "email"]).await?;
        Ok(())
    }
}
