//! Indexes chats by their start: reports and other readers of a period find them without reading all.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = &["organization_id", "started_at"];
        index(schema, "chat", "ix_chat_organization_id_started_at", columns).await
    }
}
