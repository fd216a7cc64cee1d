//! The story of each chat's routing.

use pronto_protocol::offer::RoutingStepKind;
use pronto_protocol::{Timestamp, offer::RoutingStepView};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "routing_step")]
pub struct Model {
    /// Its id, in order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// When.
    pub at: i64,
    /// What happened.
    pub kind: Word<RoutingStepKind>,
    /// The agent it is about.
    pub agent_id: Option<Uuid>,
    /// The agent's name at the time.
    pub agent_name: Option<String>,
    /// Who did it to the agent or the chat.
    pub by_agent_id: Option<Uuid>,
    /// That name at the time.
    pub by_agent_name: Option<String>,
    /// The queue it went to.
    pub queue_id: Option<Uuid>,
    /// That queue's name at the time.
    pub queue_name: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for RoutingStepView {
    fn from(row: Model) -> Self {
        Self {
            at: Timestamp::from_unix_ms(row.at),
            kind: row.kind.0,
            agent_id: row.agent_id,
            agent_name: row.agent_name,
            by_agent_id: row.by_agent_id,
            by_agent_name: row.by_agent_name,
            queue_id: row.queue_id,
            queue_name: row.queue_name,
            reason: row.reason,
        }
    }
}
