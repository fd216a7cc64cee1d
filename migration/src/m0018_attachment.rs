//! Creates `attachment`: attachments: files uploaded to a chat.

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
                    .table("attachment")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("chat_id").not_null())
                    .col(text("uploader_kind").not_null())
                    .col(uuid("uploader_id").not_null())
                    .col(text("name").not_null())
                    .col(text("content_type").not_null())
                    .col(long("size_bytes").not_null())
                    .col(int("width").null())
                    .col(int("height").null())
                    .col(text("blob_key").not_null())
                    .col(text("thumbnail_key").null())
                    .col(text("thumbnail_type").null())
                    .col(long("created_at").not_null())
                    .col(uuid("message_id").null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("attachment", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("attachment", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "attachment", "ix_attachment_chat_id", &["chat_id"]).await?;
        Ok(())
    }
}
