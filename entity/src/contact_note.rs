//! Notes about contacts.

use pronto_protocol::{Timestamp, contact::ContactNoteView};
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_note")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The contact.
    pub contact_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// The author's name at the time.
    pub author_name: String,
    /// The text.
    pub text: String,
    /// The author's own id for it.
    pub client_id: Uuid,
    /// What the request asked for.
    pub content_hash: Vec<u8>,
    /// When it was written.
    pub created_at: i64,
    /// When it was last edited.
    pub edited_at: Option<i64>,
    /// When it was deleted.
    pub deleted_at: Option<i64>,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for ContactNoteView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            contact_id: row.contact_id,
            author_id: row.author_id,
            author_name: row.author_name,
            text: row.text,
            client_id: row.client_id,
            created_at: Timestamp::from_unix_ms(row.created_at),
            edited_at: row.edited_at.map(Timestamp::from_unix_ms),
            seq: row.seq.unsigned_abs(),
        }
    }
}
