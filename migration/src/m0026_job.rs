//! Creates `job`: durable jobs: what has to happen at a time.

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
                    .table("job")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("kind").not_null())
                    .col(uuid("subject_id").not_null())
                    .col(long("run_at").not_null())
                    .col(int("attempts").not_null())
                    .col(text("last_error").null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("job", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "job", "ix_job_run_at", &["run_at"]).await?;
        index(schema, "job", "ix_job_subject_id_kind", &["subject_id", "kind"]).await?;
        Ok(())
    }
}
