//! Creates `visitor`: visitors: browser or app installations on the customer's side.

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
                    .table("visitor")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("locale").null())
                    .col(text("ip").not_null())
                    .col(long("blocked_at").null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("visitor", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "visitor", "uq_visitor_organization_id_id", &["organization_id", "id"]).await?;
        Ok(())
    }
}
