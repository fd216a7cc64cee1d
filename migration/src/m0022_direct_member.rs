//! Creates `direct_member`: members of direct conversations.

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
                    .table("direct_member")
                    .col(uuid("conversation_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(long("read_position").not_null())
                    .col(long("created_at").not_null())
                    .primary_key(Index::create().col("conversation_id").col("agent_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("direct_member", ("organization_id", "conversation_id"))
                            .to("direct_conversation", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("direct_member", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("direct_member", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "direct_member", "ix_direct_member_organization_id_agent_id", &["organization_id", "agent_id"])
            .await?;
        Ok(())
    }
}
