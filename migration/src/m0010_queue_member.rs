//! Creates `queue_member`: members of queues.

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
                    .table("queue_member")
                    .col(uuid("queue_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(uuid("organization_id").not_null())
                    .col(int("chats_most").null())
                    .col(long("created_at").not_null())
                    .primary_key(Index::create().col("queue_id").col("agent_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("queue_member", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("queue_member", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("queue_member", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "queue_member", "ix_queue_member_organization_id_agent_id", &["organization_id", "agent_id"])
            .await?;
        Ok(())
    }
}
