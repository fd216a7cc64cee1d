//! Creates `panel`: pages of other systems beside the chat, each with a sealed secret.

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
                    .table("panel")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(text("url_template").not_null())
                    .col(text("profile_ids").null())
                    .col(flag("active").not_null())
                    .col(blob("secret").not_null())
                    .col(long("secret_at").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("panel", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "panel", "uq_panel_organization_id_name", &["organization_id", "name"]).await?;
        Ok(())
    }
}
