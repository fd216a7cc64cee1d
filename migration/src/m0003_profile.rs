//! Creates `profile`: profiles: permissions and limits that several agents share.

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
                    .table("profile")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(text("permissions").not_null())
                    .col(int("min_chats").not_null())
                    .col(int("max_chats").null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("profile", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "profile", "uq_profile_organization_id_id", &["organization_id", "id"]).await?;
        unique(schema, "profile", "uq_profile_organization_id_name", &["organization_id", "name"]).await?;
        Ok(())
    }
}
