//! Gives `chat` a priority: the rank that chats wait by.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        add(schema, "chat", int("priority").not_null().default(1).take()).await?;
        index(
            schema,
            "chat",
            "ix_chat_organization_id_state_queue_id_priority_waiting_since",
            &["organization_id", "state", "queue_id", "priority", "waiting_since"],
        )
        .await?;
        Ok(())
    }
}
