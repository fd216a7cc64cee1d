//! Mentions: agents named in whispers.

use pronto_protocol::{Timestamp, mention::MentionView};
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mention")]
pub struct Model {
    /// The whisper.
    #[sea_orm(primary_key, auto_increment = false)]
    pub whisper_id: Uuid,
    /// Who is mentioned.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agent_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// The chat's number.
    pub chat_number: i64,
    /// The whisper's place in the chat.
    pub position: i64,
    /// Who whispered.
    pub by_id: Uuid,
    /// The name at the time.
    pub by_name: String,
    /// When.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for MentionView {
    fn from(row: Model) -> Self {
        Self {
            whisper_id: row.whisper_id,
            agent_id: row.agent_id,
            chat_id: row.chat_id,
            chat_number: row.chat_number.unsigned_abs(),
            position: row.position.unsigned_abs(),
            by_id: row.by_id,
            by_name: row.by_name,
            mentioned_at: Timestamp::from_unix_ms(row.created_at),
        }
    }
}
