//! Creates `contact`: contacts: known persons.

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
                    .table("contact")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(text("name_folded").not_null())
                    .col(text("attributes").not_null())
                    .col(flag("anonymous").not_null())
                    .col(uuid("merged_into_id").null())
                    .col(long("created_at").not_null())
                    .col(long("seq").not_null())
                    .foreign_key(ForeignKey::create().from("contact", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "contact", "uq_contact_organization_id_id", &["organization_id", "id"]).await?;
        index(schema, "contact", "ix_contact_organization_id_name_folded", &["organization_id", "name_folded", "id"])
            .await?;
        Ok(())
    }
}
