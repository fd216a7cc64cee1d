//! Creates `contact_merge`: merges of contacts, with what each has moved.

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
                    .table("contact_merge")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("into_id").not_null())
                    .col(uuid("from_id").not_null())
                    .col(text("moved").not_null())
                    .col(uuid("merged_by_id").not_null())
                    .col(text("merged_by_name").not_null())
                    .col(long("merged_at").not_null())
                    .col(long("undone_at").null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("contact_merge", ("organization_id", "into_id"))
                            .to("contact", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("contact_merge", ("organization_id", "from_id"))
                            .to("contact", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("contact_merge", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "contact_merge", "ix_contact_merge_into_id", &["into_id", "id"]).await?;
        index(schema, "contact_merge", "ix_contact_merge_from_id", &["from_id", "id"]).await?;
        index(schema, "contact", "ix_contact_merged_into_id", &["merged_into_id"]).await?;
        Ok(())
    }
}
