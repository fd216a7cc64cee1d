//! Creates `organization`: organizations: the tenants.

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
                    .table("organization")
                    .col(uuid("id").not_null().primary_key())
                    .col(text("slug").not_null().unique_key())
                    .col(text("name").not_null())
                    .col(text("settings").not_null())
                    .col(long("chat_number").not_null())
                    .col(long("created_at").not_null())
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
