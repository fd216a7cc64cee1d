//! Creates `credential_failure`: failed sign-ins, counted per account and per address.

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
                    .table("credential_failure")
                    .col(text("subject").not_null().primary_key())
                    .col(int("failures").not_null())
                    .col(long("window_started_at").not_null())
                    .col(long("blocked_until").not_null())
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
