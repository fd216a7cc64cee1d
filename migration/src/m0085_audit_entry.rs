//! Creates `audit_entry` and `audit_head`: the trail of administrative acts, and where it ends.

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
                    .table("audit_entry")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(long("number").not_null())
                    .col(long("at").not_null())
                    .col(text("actor_kind").not_null())
                    .col(uuid("actor_id").not_null())
                    .col(uuid("session_id").null())
                    .col(text("ip").null())
                    .col(text("action").not_null())
                    .col(text("target").not_null())
                    .col(text("fields").not_null())
                    .col(text("changes").not_null())
                    .col(text("request_id").null())
                    .col(blob("previous_hash").not_null())
                    .col(blob("hash").not_null())
                    .foreign_key(ForeignKey::create().from("audit_entry", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        let numbers = ["organization_id", "number"];
        unique(schema, "audit_entry", "uq_audit_entry_organization_id_number", &numbers).await?;
        schema
            .create_table(
                Table::create()
                    .table("audit_head")
                    .col(uuid("organization_id").not_null().primary_key())
                    .col(long("number").not_null())
                    .col(blob("hash").not_null())
                    .foreign_key(ForeignKey::create().from("audit_head", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}
