//! Creates `disposition`: the reasons that are chosen when a chat is closed, and gives `chat` the chosen one.

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
                    .table("disposition")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("queue_id").null())
                    .col(text("name").not_null())
                    .col(flag("active").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("disposition", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("disposition", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "disposition", "ix_disposition_organization_id", &["organization_id"]).await?;
        add(schema, "chat", uuid("disposition_id").null().take()).await?;
        add(schema, "chat", text("disposition").null().take()).await?;
        index(schema, "chat", "ix_chat_organization_id_disposition_id", &["organization_id", "disposition_id"]).await?;
        Ok(())
    }
}
