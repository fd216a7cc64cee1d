//! A chat tells when its visitor agreed to the consent text, and when its content was erased.

use sea_orm_migration::prelude::*;

use crate::column::*;

/// This change.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for name in ["consented_at", "erased_at"] {
            let column = long(name).null().take();
            schema.alter_table(Table::alter().table("chat").add_column(column).to_owned()).await?;
        }
        index(schema, "chat", "ix_chat_queue_id_closed_at", &["queue_id", "closed_at"]).await?;
        Ok(())
    }
}
