//! Indexes attachments by where their files lie: whether a file is named by any row is asked without reading all.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        index(schema, "attachment", "ix_attachment_blob_key", &["blob_key"]).await?;
        index(schema, "attachment", "ix_attachment_thumbnail_key", &["thumbnail_key"]).await
    }
}
