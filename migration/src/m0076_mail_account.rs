//! Creates `mail_account`: how an organization or one of its queues sends mail.

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
                    .table("mail_account")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("queue_id").null())
                    .col(text("host").not_null())
                    .col(int("port").not_null())
                    .col(text("security").not_null())
                    .col(text("user_name").null())
                    .col(blob("password").null())
                    .col(text("from_address").not_null())
                    .col(text("from_name").null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("mail_account", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("mail_account", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "mail_account", "ix_mail_account_organization_id", &["organization_id"]).await
    }
}
