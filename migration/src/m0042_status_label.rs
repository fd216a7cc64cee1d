//! Creates `status_label`: the organization's own words for the states of chats, and gives `chat` the one it has.

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
                    .table("status_label")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("state").not_null())
                    .col(text("name").not_null())
                    .col(int("position").not_null())
                    .col(flag("active").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("status_label", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(
            schema,
            "status_label",
            "uq_status_label_organization_id_state_name",
            &["organization_id", "state", "name"],
        )
        .await?;
        add(schema, "chat", uuid("label_id").null().take()).await?;
        add(schema, "chat", text("label").null().take()).await?;
        add(schema, "chat", text("label_state").null().take()).await?;
        Ok(())
    }
}
