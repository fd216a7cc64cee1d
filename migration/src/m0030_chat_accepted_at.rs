//! Finds the chats that were last taken from a queue: what the estimated wait is made of.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        index(
            schema,
            "chat",
            "ix_chat_organization_id_queue_id_accepted_at",
            &["organization_id", "queue_id", "accepted_at"],
        )
        .await
    }
}
