//! Creates `article`: the knowledge base.

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
                    .table("article")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("title").not_null())
                    .col(text("body").not_null())
                    .col(text("tags").not_null())
                    .col(text("tag_lines").not_null())
                    .col(text("state").not_null())
                    .col(uuid("author_id").not_null())
                    .col(text("author_name").not_null())
                    .col(text("folded").not_null())
                    .col(long("created_at").not_null())
                    .col(long("updated_at").not_null())
                    .col(long("published_at").null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("article", ("organization_id", "author_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("article", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "article", "uq_article_organization_id_title", &["organization_id", "title"]).await?;
        index(schema, "article", "ix_article_organization_id_updated_at", &["organization_id", "updated_at", "id"])
            .await?;
        Ok(())
    }
}
