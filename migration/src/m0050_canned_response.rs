//! Creates `canned_response`: texts written beforehand.

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
                    .table("canned_response")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("scope_id").not_null())
                    .col(uuid("owner_id").null())
                    .col(flag("shared").not_null())
                    .col(text("shortcut").not_null())
                    .col(text("text").not_null())
                    .col(text("folded").not_null())
                    .col(long("created_at").not_null())
                    .col(long("updated_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("canned_response", ("organization_id", "owner_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create().from("canned_response", "organization_id").to("organization", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        unique(
            schema,
            "canned_response",
            "uq_canned_response_organization_id_scope_id_shortcut",
            &["organization_id", "scope_id", "shortcut"],
        )
        .await?;
        index(
            schema,
            "canned_response",
            "ix_canned_response_organization_id_shortcut",
            &["organization_id", "shortcut", "id"],
        )
        .await?;
        Ok(())
    }
}
