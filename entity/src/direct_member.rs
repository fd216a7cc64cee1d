//! Members of direct conversations.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "direct_member")]
pub struct Model {
    /// The conversation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    /// The agent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agent_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The agent's name.
    pub name: String,
    /// Read up to this position.
    pub read_position: i64,
    /// Since when.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
