//! Creates `direct_conversation`: direct conversations: agents among themselves.

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
                    .table("direct_conversation")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("pair_key").null())
                    .col(text("title").null())
                    .col(uuid("creator_id").not_null())
                    .col(uuid("client_id").not_null())
                    .col(blob("content_hash").not_null())
                    .col(long("last_position").not_null())
                    .col(long("last_message_at").not_null())
                    .col(long("created_at").not_null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("direct_conversation", ("organization_id", "creator_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create().from("direct_conversation", "organization_id").to("organization", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        unique(schema, "direct_conversation", "uq_direct_conversation_organization_id_id", &["organization_id", "id"])
            .await?;
        unique(
            schema,
            "direct_conversation",
            "uq_direct_conversation_organization_id_pair_key",
            &["organization_id", "pair_key"],
        )
        .await?;
        unique(
            schema,
            "direct_conversation",
            "uq_direct_conversation_creator_id_client_id",
            &["creator_id", "client_id"],
        )
        .await?;
        Ok(())
    }
}
