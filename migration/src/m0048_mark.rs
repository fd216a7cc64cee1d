//! Gives `chat` the marks of what both sides have received, and of what the agents have read.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for name in ["visitor_received_number", "agents_read_number", "agents_received_number"] {
            add(schema, "chat", long(name).not_null().default(0).take()).await?;
        }
        Ok(())
    }
}
