//! A chat tells the visitor's phone number, and on WhatsApp by which number it came in and until when agents may answer.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            text("visitor_phone").null().take(),
            uuid("whatsapp_account_id").null().take(),
            long("reply_until").null().take(),
        ] {
            add(schema, "chat", column).await?;
        }
        index(schema, "chat", "ix_chat_whatsapp_account_id", &["whatsapp_account_id"]).await
    }
}
