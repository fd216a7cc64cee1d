//! Creates `refresh_token`: refresh tokens, by their hash.

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
                    .table("refresh_token")
                    .col(blob("hash").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("session_id").not_null())
                    .col(long("generation").not_null())
                    .col(long("retired_at").null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("refresh_token", ("organization_id", "session_id"))
                            .to("session", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("refresh_token", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "refresh_token", "ix_refresh_token_session_id", &["session_id"]).await?;
        Ok(())
    }
}
