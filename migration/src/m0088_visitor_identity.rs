//! Creates `visitor_identity` and `identity_key`: who vouches for a visitor, and who the visitor is then. A visitor's tokens get
//! a generation, so that those from before are dead, and a chat says whether its visitor was vouched for.

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
                    .table("visitor_identity")
                    .col(uuid("organization_id").not_null())
                    .col(text("sub").not_null())
                    .col(uuid("visitor_id").not_null())
                    .col(text("name").null())
                    .col(text("email").null())
                    .col(text("phone").null())
                    .col(long("verified_at").not_null())
                    .primary_key(Index::create().col("organization_id").col("sub"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("visitor_identity", ("organization_id", "visitor_id"))
                            .to("visitor", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        let table = "visitor_identity";
        unique(schema, table, "uq_visitor_identity_organization_id_visitor_id", &["organization_id", "visitor_id"])
            .await?;
        index(schema, table, "ix_visitor_identity_organization_id_email", &["organization_id", "email"]).await?;
        index(schema, table, "ix_visitor_identity_organization_id_phone", &["organization_id", "phone"]).await?;
        schema
            .create_table(
                Table::create()
                    .table("identity_key")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(text("issuer").not_null())
                    .col(text("algorithm").not_null())
                    .col(blob("sealed").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("identity_key", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        index(schema, "identity_key", "ix_identity_key_organization_id", &["organization_id"]).await?;
        let generation = long("token_generation").not_null().default(0).take();
        schema.alter_table(Table::alter().table("visitor").add_column(generation).to_owned()).await?;
        let verified = flag("visitor_verified").not_null().default(false).take();
        schema.alter_table(Table::alter().table("chat").add_column(verified).to_owned()).await?;
        Ok(())
    }
}
