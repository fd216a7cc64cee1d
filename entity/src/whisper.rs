//! Whispers: what agents say to each other inside a chat.

use pronto_protocol::agent::Role;
use pronto_protocol::{
    Timestamp,
    message::{SenderKind, SenderView},
    whisper::WhisperView,
};
use sea_orm::entity::prelude::*;

use crate::column::{Json, Word};

/// The sender's name in lines of Pronto's own, which no request asked for: they have no hash.
pub const OF_PRONTO: &str = "Pronto";

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "whisper")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// Place among messages and whispers.
    pub position: i64,
    /// Who whispered; the organization's first agent in lines of Pronto's own.
    pub sender_id: Uuid,
    /// The name at the time.
    pub sender_name: String,
    /// The role at the time.
    pub sender_role: Word<Role>,
    /// The text.
    pub text: String,
    /// Agents it mentions.
    pub mentions: Json<Vec<Uuid>>,
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

impl From<Model> for WhisperView {
    fn from(row: Model) -> Self {
        // What Pronto itself tells the agents of a chat.
        let from_system = row.content_hash.is_empty() && row.sender_name == OF_PRONTO;
        Self {
            id: row.id,
            chat_id: row.chat_id,
            position: row.position.unsigned_abs(),
            sender: SenderView {
                kind: if from_system { SenderKind::System } else { SenderKind::Agent },
                id: Some(row.sender_id).filter(|_| !from_system),
                name: row.sender_name,
                role: Some(row.sender_role.0).filter(|_| !from_system),
            },
            text: row.text,
            mentions: row.mentions.0,
            client_id: Some(row.client_id).filter(|_| !from_system),
            sent_at: Timestamp::from_unix_ms(row.sent_at),
            edited_at: row.edited_at.map(Timestamp::from_unix_ms),
            deleted_at: row.deleted_at.map(Timestamp::from_unix_ms),
            seq: row.seq.unsigned_abs(),
        }
    }
}
