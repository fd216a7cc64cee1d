//! Transfers of chats: kept so that a repeated request changes nothing more, and for reports.

use pronto_protocol::transfer::TransferView;
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "transfer")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// Who transferred.
    pub by_agent_id: Uuid,
    /// The name at the time.
    pub by_name: String,
    /// The queue before.
    pub from_queue_id: Uuid,
    /// The queue after.
    pub to_queue_id: Uuid,
    /// The agent who got it; none when it waits in the queue.
    pub to_agent_id: Option<Uuid>,
    /// The whisper that holds the note.
    pub whisper_id: Option<Uuid>,
    /// The sender's id of the request.
    pub client_id: Uuid,
    /// What that request asked for.
    pub content_hash: Vec<u8>,
    /// When.
    pub made_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for TransferView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            by_agent_id: row.by_agent_id,
            by_name: row.by_name,
            from_queue_id: row.from_queue_id,
            to_queue_id: row.to_queue_id,
            to_agent_id: row.to_agent_id,
            whisper_id: row.whisper_id,
        }
    }
}
