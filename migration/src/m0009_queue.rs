//! Creates `queue`: queues: where chats wait.

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
                    .table("queue")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("slug").not_null())
                    .col(text("name").not_null())
                    .col(text("settings").not_null())
                    .col(long("created_at").not_null())
                    .col(long("seq").not_null())
                    .foreign_key(ForeignKey::create().from("queue", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "queue", "uq_queue_organization_id_id", &["organization_id", "id"]).await?;
        unique(schema, "queue", "uq_queue_organization_id_slug", &["organization_id", "slug"]).await?;
        Ok(())
    }
}
