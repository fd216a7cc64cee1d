//! Creates `contact_note`: notes about contacts.

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
                    .table("contact_note")
                    .col(uuid("id").not_null().primary_key())
                    .col(uuid("organization_id").not_null())
                    .col(uuid("contact_id").not_null())
                    .col(uuid("author_id").not_null())
                    .col(text("author_name").not_null())
                    .col(text("text").not_null())
                    .col(uuid("client_id").not_null())
                    .col(blob("content_hash").not_null())
                    .col(long("created_at").not_null())
                    .col(long("edited_at").null())
                    .col(long("deleted_at").null())
                    .col(long("seq").not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .from("contact_note", ("organization_id", "contact_id"))
                            .to("contact", ("organization_id", "id")),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("contact_note", ("organization_id", "author_id"))
                            .to("agent", ("organization_id", "id")),
                    )
                    .foreign_key(ForeignKey::create().from("contact_note", "organization_id").to("organization", "id"))
                    .to_owned(),
            )
            .await?;
        // Not by contact: a note that a merge has moved is still the same note.
        unique(
            schema,
            "contact_note",
            "uq_contact_note_author_id_client_id",
            &["organization_id", "author_id", "client_id"],
        )
        .await?;
        index(schema, "contact_note", "ix_contact_note_contact_id_created_at", &["contact_id", "created_at", "id"])
            .await?;
        Ok(())
    }
}
