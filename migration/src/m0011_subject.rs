//! Creates `subject`: subjects: what a chat is about, picked at entry.

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
                    .table("subject")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("queue_id").not_null())
                    .col(text("name").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("subject", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("subject", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "subject", "uq_subject_organization_id_id", &["organization_id", "id"]).await?;
        unique(schema, "subject", "uq_subject_queue_id_name", &["queue_id", "name"]).await?;
        Ok(())
    }
}
