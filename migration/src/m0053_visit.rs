//! Creates `visit` and `page_view`, and finds chats by when they were closed: the live counters ask for today's.

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
                    .table("visit")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("visitor_id").not_null())
                    .col(text("url").not_null())
                    .col(text("title").not_null())
                    .col(text("referrer").null())
                    .col(text("landing_url").not_null())
                    .col(text("device").not_null())
                    .col(text("browser").not_null())
                    .col(text("system").not_null())
                    .col(text("ip").not_null())
                    .col(int("page_count").not_null())
                    .col(long("started_at").not_null())
                    .col(long("page_started_at").not_null())
                    .col(long("last_seen_at").not_null())
                    .col(long("changed_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("visit", ("organization_id", "visitor_id"))
                            .to("visitor", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("visit", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "visit", "uq_visit_organization_id_id", &["organization_id", "id"]).await?;
        index(schema, "visit", "ix_visit_visitor_id_last_seen_at", &["visitor_id", "last_seen_at"]).await?;
        index(schema, "visit", "ix_visit_organization_id_last_seen_at", &["organization_id", "last_seen_at"]).await?;
        index(schema, "visit", "ix_visit_organization_id_changed_at", &["organization_id", "changed_at"]).await?;
        schema
            .create_table(
                Table::create()
                    .table("page_view")
                    .col(uuid("visit_id").not_null())
                    .col(int("number").not_null())
                    .col(uuid("organization_id").not_null())
                    .col(text("url").not_null())
                    .col(text("title").not_null())
                    .col(long("at").not_null())
                    .primary_key(Index::create().col("visit_id").col("number"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("page_view", ("organization_id", "visit_id"))
                            .to("visit", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        index(schema, "chat", "ix_chat_organization_id_closed_at", &["organization_id", "closed_at"]).await?;
        Ok(())
    }
}
