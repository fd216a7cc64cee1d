//! Creates `signing_key`: keys that sign access tokens.

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
                    .table("signing_key")
                    .col(text("id").not_null().primary_key())
                    .col(blob("sealed").not_null())
                    .col(blob("public").not_null())
                    .col(long("created_at").not_null())
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
