//! Gives `chat` the visitor's rating.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        add(schema, "chat", int("rating").null().take()).await?;
        add(schema, "chat", text("rating_comment").null().take()).await?;
        add(schema, "chat", long("rated_at").null().take()).await?;
        Ok(())
    }
}
