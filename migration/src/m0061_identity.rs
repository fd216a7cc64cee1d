//! Creates `identity`: identities: by what a contact is recognised.

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
                    .table("identity")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("contact_id").not_null())
                    .col(text("kind").not_null())
                    .col(text("value").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("identity", ("organization_id", "contact_id"))
                            .to("contact", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("identity", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "identity", "uq_identity_organization_id_kind_value", &["organization_id", "kind", "value"])
            .await?;
        index(schema, "identity", "ix_identity_contact_id", &["contact_id"]).await?;
        Ok(())
    }
}
