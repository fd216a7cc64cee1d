//! Creates `invitation`, `promotion` and `approach`: what agents send to browsing visitors, and what became of it.

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
                    .table("invitation")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(text("text").not_null())
                    .col(uuid("queue_id").not_null())
                    .col(flag("active").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("invitation", ("organization_id", "queue_id"))
                            .to("queue", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        unique(schema, "invitation", "uq_invitation_organization_id_name", &["organization_id", "name"]).await?;
        schema
            .create_table(
                Table::create()
                    .table("promotion")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("name").not_null())
                    .col(text("text").not_null())
                    .col(text("url").not_null())
                    .col(flag("active").not_null())
                    .col(long("created_at").not_null())
                    .foreign_key(ForeignKey::create().from("promotion", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        unique(schema, "promotion", "uq_promotion_organization_id_name", &["organization_id", "name"]).await?;
        schema
            .create_table(
                Table::create()
                    .table("approach")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(text("kind").not_null())
                    .col(uuid("visit_id").not_null())
                    .col(uuid("visitor_id").not_null())
                    .col(uuid("agent_id").not_null())
                    .col(text("agent_name").not_null())
                    .col(text("text").not_null())
                    .col(text("url").null())
                    .col(uuid("queue_id").null())
                    .col(text("state").not_null())
                    .col(uuid("chat_id").null())
                    .col(long("sent_at").not_null())
                    .col(long("answered_at").null())
                    .col(long("expires_at").not_null())
                    .col(long("seq").not_null())
                    // No key to `visit`: who asked whom to go where outlives the visit's own row.
                    .foreign_key(
                        ForeignKey::create()
                            .from("approach", ("organization_id", "visitor_id"))
                            .to("visitor", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("approach", ("organization_id", "agent_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .to_owned(),
            )
            .await?;
        index(schema, "approach", "ix_approach_visitor_id_state", &["visitor_id", "state"]).await?;
        index(schema, "approach", "ix_approach_visit_id", &["visit_id"]).await?;
        Ok(())
    }
}
