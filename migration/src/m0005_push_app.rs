//! Creates `push_app`: push apps: whom we push for, with sealed credentials.

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
                    .table("push_app")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(text("provider").not_null())
                    .col(text("topic").not_null())
                    .col(blob("credentials").not_null())
                    .col(long("version").not_null())
                    .col(long("credentials_at").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("push_app", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "push_app", "uq_push_app_organization_id_id", &["organization_id", "id"]).await?;
        Ok(())
    }
}
