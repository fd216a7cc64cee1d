//! Creates `api_key`: keys of integrations, hashed.

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
                    .table("api_key")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(text("scopes").not_null())
                    .col(blob("hash").not_null())
                    .col(text("hint").not_null())
                    .col(uuid("added_by").not_null())
                    .col(long("created_at").not_null())
                    .col(long("expires_at").null())
                    .col(long("last_used_at").null())
                    .col(long("revoked_at").null())
                    .foreign_key(ForeignKey::create().from("api_key", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "api_key", "ix_api_key_organization_id", &["organization_id"]).await?;
        unique(schema, "api_key", "uq_api_key_hash", &["hash"]).await?;
        Ok(())
    }
}
