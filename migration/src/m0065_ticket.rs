//! Creates `ticket`, `ticket_chat` and `ticket_comment`: lasting matters, their chats, and what agents say of them.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        create_ticket(schema).await?;
        create_ticket_chat(schema).await?;
        create_ticket_comment(schema).await
    }
}

async fn create_ticket(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table("ticket")
                .col(uuid("id").not_null().primary_key())
                .col(uuid("organization_id").not_null())
                .col(long("number").not_null())
                .col(uuid("contact_id").not_null())
                .col(text("subject").not_null())
                .col(text("description").not_null())
                .col(text("state").not_null())
                .col(text("priority").not_null())
                .col(uuid("assignee_id").null())
                .col(long("due_at").null())
                .col(uuid("opened_by_id").not_null())
                .col(uuid("client_id").not_null())
                .col(blob("content_hash").not_null())
                .col(long("opened_at").not_null())
                .col(long("updated_at").not_null())
                .col(long("closed_at").null())
                .col(long("seq").not_null())
                .foreign_key(
                    ForeignKey::create()
                        .from("ticket", ("organization_id", "contact_id"))
                        .to("contact", ("organization_id", "id")),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("ticket", ("organization_id", "assignee_id"))
                        .to("agent", ("organization_id", "id")),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("ticket", ("organization_id", "opened_by_id"))
                        .to("agent", ("organization_id", "id")),
                )
                .foreign_key(ForeignKey::create().from("ticket", "organization_id").to("organization", "id"))
                .to_owned(),
        )
        .await?;
    unique(schema, "ticket", "uq_ticket_organization_id_id", &["organization_id", "id"]).await?;
    unique(schema, "ticket", "uq_ticket_organization_id_number", &["organization_id", "number"]).await?;
    unique(schema, "ticket", "uq_ticket_opened_by_id_client_id", &["opened_by_id", "client_id"]).await?;
    index(schema, "ticket", "ix_ticket_contact_id_number", &["contact_id", "number"]).await?;
    index(schema, "ticket", "ix_ticket_assignee_id_number", &["assignee_id", "number"]).await?;
    index(schema, "ticket", "ix_ticket_organization_id_state_number", &["organization_id", "state", "number"]).await
}

async fn create_ticket_chat(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table("ticket_chat")
                .col(uuid("ticket_id").not_null())
                .col(uuid("chat_id").not_null())
                .col(uuid("organization_id").not_null())
                .col(long("created_at").not_null())
                .primary_key(Index::create().col("ticket_id").col("chat_id"))
                .foreign_key(
                    ForeignKey::create()
                        .from("ticket_chat", ("organization_id", "ticket_id"))
                        .to("ticket", ("organization_id", "id")),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("ticket_chat", ("organization_id", "chat_id"))
                        .to("chat", ("organization_id", "id")),
                )
                .foreign_key(ForeignKey::create().from("ticket_chat", "organization_id").to("organization", "id"))
                .to_owned(),
        )
        .await?;
    index(schema, "ticket_chat", "ix_ticket_chat_chat_id", &["chat_id"]).await
}

async fn create_ticket_comment(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table("ticket_comment")
                .col(uuid("id").not_null().primary_key())
                .col(uuid("organization_id").not_null())
                .col(uuid("ticket_id").not_null())
                .col(uuid("author_id").not_null())
                .col(text("author_name").not_null())
                .col(text("text").not_null())
                .col(uuid("client_id").not_null())
                .col(blob("content_hash").not_null())
                .col(long("created_at").not_null())
                .col(long("seq").not_null())
                .foreign_key(
                    ForeignKey::create()
                        .from("ticket_comment", ("organization_id", "ticket_id"))
                        .to("ticket", ("organization_id", "id")),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("ticket_comment", ("organization_id", "author_id"))
                        .to("agent", ("organization_id", "id")),
                )
                .foreign_key(ForeignKey::create().from("ticket_comment", "organization_id").to("organization", "id"))
                .to_owned(),
        )
        .await?;
    unique(
        schema,
        "ticket_comment",
        "uq_ticket_comment_ticket_id_author_id_client_id",
        &["ticket_id", "author_id", "client_id"],
    )
    .await
}
