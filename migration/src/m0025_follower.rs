//! Creates `follower`: how far each durable follower has read an organization's log.

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
                    .table("follower")
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(long("seq").not_null())
                    .primary_key(Index::create().col("organization_id").col("name"))
                    .foreign_key(ForeignKey::create().from("follower", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
