//! Creates `participant`: agents in chats.

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
                    .table("participant")
                    .col(uuid("chat_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(flag("responsible").not_null())
                    .col(long("joined_at").not_null())
                    .col(long("left_at").null())
                    .col(long("read_position").not_null())
                    .primary_key(Index::create().col("chat_id").col("agent_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("participant", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("participant", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("participant", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(
            schema,
            "participant",
            "ix_participant_organization_id_agent_id_left_at",
            &["organization_id", "agent_id", "left_at"],
        )
        .await?;
        Ok(())
    }
}
