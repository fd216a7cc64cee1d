//! Creates `tag` and `chat_tag`: words that chats are found by.

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
                    .table("tag")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(flag("active").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("tag", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "tag", "uq_tag_organization_id_id", &["organization_id", "id"]).await?;
        unique(schema, "tag", "uq_tag_organization_id_name", &["organization_id", "name"]).await?;
        schema
            .create_table(
                Table::create()
                    .table("chat_tag")
                    .col(uuid("chat_id").not_null())
                    .col(uuid("tag_id").not_null())
                    .col(uuid("organization_id").not_null())
                    .primary_key(Index::create().col("chat_id").col("tag_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("chat_tag", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("chat_tag", ("organization_id", "tag_id"))
                            .to("tag", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        index(schema, "chat_tag", "ix_chat_tag_tag_id", &["tag_id"]).await?;
        add(schema, "chat", text("tags").not_null().default("[]").take()).await?;
        Ok(())
    }
}
