//! Direct messages.

use pronto_protocol::{Timestamp, direct::DirectMessageView};
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "direct_message")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The conversation.
    pub conversation_id: Uuid,
    /// Place in the conversation.
    pub position: i64,
    /// Who sent it.
    pub sender_id: Uuid,
    /// The name at the time.
    pub sender_name: String,
    /// The text.
    pub text: String,
    /// The sender's own id for it.
    pub client_id: Uuid,
    /// What the send asked for.
    pub content_hash: Vec<u8>,
    /// When the server took it.
    pub sent_at: i64,
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

impl From<Model> for DirectMessageView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            conversation_id: row.conversation_id,
            position: row.position.unsigned_abs(),
            sender_id: row.sender_id,
            sender_name: row.sender_name,
            text: row.text,
            client_id: row.client_id,
            sent_at: Timestamp::from_unix_ms(row.sent_at),
            edited_at: row.edited_at.map(Timestamp::from_unix_ms),
            deleted_at: row.deleted_at.map(Timestamp::from_unix_ms),
            seq: row.seq.unsigned_abs(),
        }
    }
}
