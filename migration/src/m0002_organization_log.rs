//! Creates `organization_log`: where an organization's change log stands; the row that every change locks.

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
                    .table("organization_log")
                    .col(uuid("organization_id").not_null().primary_key())
                    .col(long("seq").not_null())
                    .col(long("pruned_seq").not_null())
                    .foreign_key(
                        ForeignKey::create().from("organization_log", "organization_id").to("organization", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
