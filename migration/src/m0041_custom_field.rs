//! Creates `custom_field`: what the service form asks for, and gives `chat` the values.

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
                    .table("custom_field")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("queue_id").null())
                    .col(text("key").not_null())
                    .col(text("label").not_null())
                    .col(text("kind").not_null())
                    .col(text("choices").not_null())
                    .col(flag("required_at_close").not_null())
                    .col(flag("active").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("custom_field", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("custom_field", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "custom_field", "uq_custom_field_organization_id_key", &["organization_id", "key"]).await?;
        add(schema, "chat", text("form").not_null().default("{}").take()).await?;
        Ok(())
    }
}
