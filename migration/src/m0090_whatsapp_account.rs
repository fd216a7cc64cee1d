//! Creates `whatsapp_account`: WhatsApp numbers of an organization.

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
                    .table("whatsapp_account")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("queue_id").not_null())
                    .col(text("phone").not_null())
                    .col(text("phone_number_id").not_null())
                    .col(text("business_account_id").not_null())
                    .col(blob("access_token").not_null())
                    .col(blob("app_secret").not_null())
                    .col(blob("verify_token").not_null())
                    .col(flag("enabled").not_null())
                    .col(long("since_seq").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("whatsapp_account", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create().from("whatsapp_account", "organization_id").to("organization", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        let number = &["organization_id", "phone_number_id"];
        unique(schema, "whatsapp_account", "uq_whatsapp_account_organization_id_phone_number_id", number).await
    }
}
