//! Gives `participant` the time until which the agent has set the chat aside.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        add(schema, "participant", long("snoozed_until").null().take()).await?;
        Ok(())
    }
}
