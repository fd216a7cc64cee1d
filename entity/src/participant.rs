//! Agents in chats.

use pronto_protocol::{Timestamp, chat::ParticipantView};
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "participant")]
pub struct Model {
    /// The chat.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat_id: Uuid,
    /// The agent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agent_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The agent's name when joining.
    pub name: String,
    /// Whether the chat counts against the agent's limits.
    pub responsible: bool,
    /// When the agent (last) joined.
    pub joined_at: i64,
    /// When the agent left.
    pub left_at: Option<i64>,
    /// Read up to this position.
    pub read_position: i64,
    /// Until when the agent has set the chat aside.
    pub snoozed_until: Option<i64>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for ParticipantView {
    fn from(row: Model) -> Self {
        Self {
            agent_id: row.agent_id,
            name: row.name,
            responsible: row.responsible,
            joined_at: Timestamp::from_unix_ms(row.joined_at),
            read_position: row.read_position.unsigned_abs(),
            snoozed_until: row.snoozed_until.map(Timestamp::from_unix_ms),
        }
    }
}
