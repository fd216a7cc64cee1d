//! Creates `chat_identity`: identities that visitors typed when a chat started.

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
                    .table("chat_identity")
                    .col(uuid("chat_id").not_null())
                    .col(text("kind").not_null())
                    .col(text("value").not_null())
                    .col(uuid("organization_id").not_null())
                    .primary_key(Index::create().col("chat_id").col("kind").col("value"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("chat_identity", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("chat_identity", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(
            schema,
            "chat_identity",
            "ix_chat_identity_organization_id_kind_value",
            &["organization_id", "kind", "value"],
        )
        .await?;
        Ok(())
    }
}
