//! Creates `mention`: agents named in whispers, and gives `whisper` their ids.

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
                    .table("mention")
                    .col(uuid("whisper_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("chat_id").not_null())
                    .col(long("chat_number").not_null())
                    .col(long("position").not_null())
                    .col(uuid("by_id").not_null())
                    .col(text("by_name").not_null())
                    .col(long("created_at").not_null())
                    .primary_key(Index::create().col("whisper_id").col("agent_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("mention", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("mention", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("mention", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "mention", "ix_mention_agent_id_created_at", &["agent_id", "created_at"]).await?;
        add(schema, "whisper", text("mentions").not_null().default("[]").take()).await?;
        Ok(())
    }
}
