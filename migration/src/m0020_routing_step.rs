//! Creates `routing_step`: the story of each chat's routing.

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
                    .table("routing_step")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("chat_id").not_null())
                    .col(long("at").not_null())
                    .col(text("kind").not_null())
                    .col(uuid("agent_id").null())
                    .col(text("agent_name").null())
                    .col(text("reason").null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("routing_step", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("routing_step", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "routing_step", "ix_routing_step_chat_id", &["chat_id"]).await?;
        Ok(())
    }
}
