//! Creates `avatar`: agents' pictures. An agent has a picture, a text about itself and a language.

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
                    .table("avatar")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(text("blob_key").not_null())
                    .col(text("content_type").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("avatar", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        unique(schema, "avatar", "uq_avatar_organization_id_agent_id", &["organization_id", "agent_id"]).await?;
        add(schema, "agent", text("status_text").null().take()).await?;
        add(schema, "agent", text("locale").null().take()).await?;
        add(schema, "agent", uuid("avatar_id").null().take()).await
    }
}
