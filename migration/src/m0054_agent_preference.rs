//! Creates `agent_preference`: what agents chose for their own screens.

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
                    .table("agent_preference")
                    .col(uuid("agent_id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("preferences").not_null())
                    .col(long("updated_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("agent_preference", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await
    }
}
