//! Creates `whatsapp_sender`: people who write by WhatsApp, and the visitor that each is.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let table = "whatsapp_sender";
        schema
            .create_table(
                Table::create()
                    .table("whatsapp_sender")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("visitor_id").not_null())
                    .col(text("wa_id").null())
                    .col(text("user_id").null())
                    .col(text("phone").null())
                    .col(text("name").null())
                    .col(long("noticed_at").null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("whatsapp_sender", ("organization_id", "visitor_id"))
                            .to("visitor", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        unique(schema, table, "uq_whatsapp_sender_organization_id_wa_id", &["organization_id", "wa_id"]).await?;
        unique(schema, table, "uq_whatsapp_sender_organization_id_user_id", &["organization_id", "user_id"]).await?;
        index(schema, table, "ix_whatsapp_sender_organization_id_phone", &["organization_id", "phone"]).await?;
        index(schema, table, "ix_whatsapp_sender_organization_id_visitor_id", &["organization_id", "visitor_id"]).await
    }
}
