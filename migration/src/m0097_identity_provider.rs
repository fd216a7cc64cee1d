//! Creates `identity_provider`, `agent_identity` and `provider_sign_in`: where agents sign in, who they are there, and sign-ins
//! that are on their way.

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
                    .table("identity_provider")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(text("issuer").not_null())
                    .col(text("client_id").not_null())
                    .col(blob("client_secret").not_null())
                    .col(text("email_domains").not_null())
                    .col(flag("add_agents").not_null())
                    .col(text("role").not_null())
                    .col(uuid("profile_id").null())
                    .col(text("redirect_uris").not_null())
                    .col(flag("active").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create().from("identity_provider", "organization_id").to("organization", "id"),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("identity_provider", ("organization_id", "profile_id"))
                            .to("profile", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        let columns = ["organization_id", "id"];
        unique(schema, "identity_provider", "uq_identity_provider_organization_id_id", &columns).await?;
        schema
            .create_table(
                Table::create()
                    .table("agent_identity")
                    .col(uuid("organization_id").not_null())
                    .col(text("issuer").not_null())
                    .col(text("sub").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(long("created_at").not_null())
                    .col(long("last_used_at").not_null())
                    .primary_key(Index::create().col("organization_id").col("issuer").col("sub"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("agent_identity", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        let columns = ["organization_id", "agent_id"];
        index(schema, "agent_identity", "ix_agent_identity_organization_id_agent_id", &columns).await?;
        schema
            .create_table(
                Table::create()
                    .table("provider_sign_in")
                    .col(blob("state_hash").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("provider_id").not_null())
                    .col(text("redirect_uri").not_null())
                    .col(text("code_challenge").not_null())
                    .col(text("nonce").not_null())
                    .col(blob("verifier").not_null())
                    .col(text("stage").not_null())
                    .col(uuid("agent_id").null())
                    .col(blob("code_hash").null())
                    .col(long("expires_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("provider_sign_in", ("organization_id", "provider_id"))
                            .to("identity_provider", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        unique(schema, "provider_sign_in", "uq_provider_sign_in_code_hash", &["code_hash"]).await?;
        index(schema, "provider_sign_in", "ix_provider_sign_in_expires_at", &["expires_at"]).await
    }
}
