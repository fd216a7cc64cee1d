//! Creates `block`: visitors who are refused.

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
                    .table("block")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("kind").not_null())
                    .col(text("network").null())
                    .col(uuid("subject_id").null())
                    .col(text("reason").not_null())
                    .col(uuid("blocked_by_id").not_null())
                    .col(text("blocked_by_name").not_null())
                    .col(long("blocked_at").not_null())
                    .col(long("ends_at").null())
                    .col(long("lifted_at").null())
                    .col(uuid("lifted_by_id").null())
                    .col(long("seq").not_null())
                    .foreign_key(ForeignKey::create().from("block", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "block", "ix_block_organization_id_blocked_at", &["organization_id", "blocked_at", "id"]).await?;
        Ok(())
    }
}
