//! Members of queues.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "queue_member")]
pub struct Model {
    /// The queue.
    #[sea_orm(primary_key, auto_increment = false)]
    pub queue_id: Uuid,
    /// The agent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agent_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The agent's own limit in this queue.
    pub chats_most: Option<i32>,
    /// Since when.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
