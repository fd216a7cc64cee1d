//! Creates `webhook` and `webhook_delivery`: where events are posted to, and what became of each post.

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
                    .table("webhook")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("url").not_null())
                    .col(text("kinds").not_null())
                    .col(flag("internal").not_null())
                    .col(blob("secret").not_null())
                    .col(blob("previous_secret").null())
                    .col(long("previous_secret_until").null())
                    .col(text("disabled").null())
                    .col(long("failing_since").null())
                    .col(long("since_seq").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("webhook", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "webhook", "uq_webhook_organization_id_id", &["organization_id", "id"]).await?;
        schema
            .create_table(
                Table::create()
                    .table("webhook_delivery")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("webhook_id").not_null())
                    .col(long("event_seq").null())
                    .col(text("kind").not_null())
                    .col(uuid("chat_id").null())
                    .col(text("body").not_null())
                    .col(text("state").not_null())
                    .col(int("attempts").not_null())
                    .col(long("due_at").null())
                    .col(long("tried_at").null())
                    .col(int("status").null())
                    .col(text("answer").null())
                    .col(long("created_at").not_null())
                    .col(long("expires_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("webhook_delivery", ("organization_id", "webhook_id"))
                            .to("webhook", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        let table = "webhook_delivery";
        unique(schema, table, "uq_webhook_delivery_webhook_id_event_seq", &["webhook_id", "event_seq"]).await?;
        index(schema, table, "ix_webhook_delivery_state_due_at", &["state", "due_at"]).await?;
        index(schema, table, "ix_webhook_delivery_webhook_id_id", &["webhook_id", "id"]).await?;
        index(schema, table, "ix_webhook_delivery_chat_id", &["chat_id"]).await?;
        Ok(())
    }
}
