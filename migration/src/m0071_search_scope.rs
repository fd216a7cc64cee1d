//! Creates `search_scope`: each organization's own range of document numbers.

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
                    .table("search_scope")
                    .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("rebuild_kind").null())
                    .col(uuid("rebuild_id").null())
                    .foreign_key(ForeignKey::create().from("search_scope", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "search_scope", "uq_search_scope_organization_id", &["organization_id"]).await?;
        Ok(())
    }
}
