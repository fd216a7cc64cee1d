//! Creates `mail`: mails to visitors, each with its fate.

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
                    .table("mail")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("chat_id").not_null())
                    .col(uuid("queue_id").not_null())
                    .col(text("kind").not_null())
                    .col(text("to_address").not_null())
                    .col(text("subject").not_null())
                    .col(text("text").not_null())
                    .col(long("silence_number").not_null())
                    .col(text("state").not_null())
                    .col(int("attempts").not_null())
                    .col(long("due_at").null())
                    .col(text("reason").null())
                    .col(text("words").null())
                    .col(long("created_at").not_null())
                    .col(long("sent_at").null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("mail", ("organization_id", "chat_id"))
                            .to("chat", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("mail", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "mail", "ix_mail_due_at", &["due_at"]).await?;
        index(schema, "mail", "ix_mail_chat_id", &["chat_id"]).await?;
        index(schema, "mail", "ix_mail_organization_id_created_at", &["organization_id", "created_at"]).await?;
        let address = &["organization_id", "to_address", "created_at"];
        index(schema, "mail", "ix_mail_organization_id_to_address_created_at", address).await
    }
}
